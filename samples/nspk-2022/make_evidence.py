#!/usr/bin/env python3
"""Writes contoh-instansi.csv and contoh-jawaban.csv: MADE-UP answers of 22 agencies that do not exist.

Usage: python3 make_evidence.py   (standard library; always the same bytes)
"""

import csv
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = [f"e{e:02d}-{q}" for e in range(1, 19) for q in range(1, (6 if e < 16 else 5))]
REQUIRED = {"e01-1": 4, "e01-3": 6}
# Share of questions with a yes of the evaluator: four agencies in band A, seventeen in B, one in E.
SHARES = [0.95, 0.93, 0.90, 0.88] + [0.78 - 0.007 * n for n in range(17)] + [0.12]


def answers(dice, share):
    yes = set(dice.sample(QUESTIONS, round(share * len(QUESTIONS))))
    for item in QUESTIONS:
        verdict = int(item in yes)
        answer = 1 if verdict or dice.random() < 0.4 else 0
        required = REQUIRED.get(item, 1)
        present = required if verdict else dice.randint(0, required)
        if verdict and required > 1 and dice.random() < 0.3:
            present -= 1
        if not answer and dice.random() < 0.2:
            yield item, "", "", ""
        else:
            yield item, answer, verdict, present


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)


def main():
    dice = random.Random(2022)
    ids = [f"contoh-instansi-{n:02d}" for n in range(1, len(SHARES) + 1)]
    write("contoh-instansi.csv", "id name", [(i, f"Contoh Instansi {i[-2:]}") for i in ids])
    write("contoh-jawaban.csv", "id item answer verdict present",
          [(i, *row) for i, share in zip(ids, SHARES) for row in answers(dice, share)])


if __name__ == "__main__":
    main()
