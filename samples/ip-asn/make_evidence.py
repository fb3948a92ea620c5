#!/usr/bin/env python3
"""Writes contoh-pegawai.csv: MADE-UP records of the staff of six agencies that do not exist.

Usage: python3 make_evidence.py   (standard library; always the same bytes)
"""

import csv
import os
import random

# id number, heads, how well trained and appraised (0 to 1)
AGENCIES = ((1, 140, 0.96), (2, 95, 0.84), (3, 120, 0.70), (4, 60, 0.55), (5, 80, 0.35), (6, 45, 0.15))
DEGREES = ("SLTA", "D3", "S1", "S1", "S1", "D4", "S2", "S2", "S2", "S3")


def person(dice, quality):
    clerk = dice.random() < 0.3
    done = "ya-pelaksana" if clerk else "ya"
    post = "pelaksana" if clerk else dice.choice(("struktural", "fungsional", "fungsional", "dianggap"))
    punished = dice.random() > 0.97 + 0.03 * quality
    return [
        DEGREES[min(9, int(dice.triangular(0, 10, 10 * quality)))],
        post if clerk or dice.random() < 0.4 + 0.6 * quality else "belum",
        done if dice.random() < quality else "belum",
        done if dice.random() < quality else "belum",
        round(dice.triangular(40, 100, 60 + 40 * quality), 1),
        dice.choice(("ringan", "sedang", "berat")) if punished else "tidak",
    ]


def main():
    dice = random.Random(2023)
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "contoh-pegawai.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("id name kualifikasi diklat teknis seminar kinerja disiplin".split())
        staff = [[f"contoh-instansi-{n}", f"Contoh Instansi {n}"] + person(dice, quality)
                 for n, heads, quality in AGENCIES for _ in range(heads)]
        dice.shuffle(staff)
        writer.writerows(staff)


if __name__ == "__main__":
    main()
