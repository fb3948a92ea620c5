#!/usr/bin/env python3
"""digits.py JURI OUT: every published score of the samples and every weight of their criteria, one digit wrong at a time.

A wrong digit of a score is reported as a difference with its stage, in that very line of published.csv. A wrong digit of a
weight in the rounds of REAL is an error or a difference.
"""
import csv
import glob
import os
import re
import shutil
import subprocess
import sys

JURI, OUT = sys.argv[1:]
REAL = ("spbe-denpasar-2018", "spbe-denpasar-2021")  # scores of groups, aspects and domains over known weights


def reproduce(folder):
    done = subprocess.run([JURI, "reproduce", folder, "--format", "csv"], capture_output=True, text=True)
    return done.returncode, list(csv.DictReader(done.stdout.splitlines()))


def wrong(digits, place):
    """The text with the digit at place made another: 5 more, so that no rounding brings it back."""
    return digits[:place] + str((int(digits[place]) + 5) % 10) + digits[place + 1:]


def read_lines(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read().split("\n")


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines))


def last_digit(value):
    return max(i for i, c in enumerate(value) if c.isdigit())


def changed_scores(folder):
    """For each published score that agrees: its line, and the lines of the file with its last digit changed."""
    path = os.path.join(folder, "published.csv")
    lines = read_lines(path)
    _, rows = reproduce(folder)
    for row in rows:
        if row["kind"] == "score" and row["result"] in ("exact", "rounded"):
            line, value = int(row["line"]), row["published"]
            changed = lines[line - 1].replace(",score," + value, ",score," + wrong(value, last_digit(value)), 1)
            assert changed != lines[line - 1], row
            yield row["line"], lines[:line - 1] + [changed] + lines[line:]


def try_scores(sample):
    folder = os.path.join(OUT, "digits", "samples", sample)
    path = os.path.join(folder, "published.csv")
    before, tried = read_lines(path), 0
    for line, lines in list(changed_scores(folder)):
        write_lines(path, lines)
        code, rows = reproduce(folder)
        [row] = [row for row in rows if row["line"] == line]
        # A second source of the same score makes it a conflict between sources.
        assert row["result"] in ("differs", "conflict"), (sample, row)
        assert row["result"] == "conflict" or (code == 1 and row["stage"]), (sample, row)
        tried += 1
    write_lines(path, before)
    return tried


def weights(lines):
    """(line, start, end) of the weight of every node line and weight key."""
    inside = False
    for i, line in enumerate(lines):
        if line.startswith("["):
            inside = line.startswith(("[groups", "[criteria"))
        found = re.match(r"(?:weight|[a-z0-9_-]+) = ([0-9.]+)" if inside else r"weight = ([0-9.]+)", line)
        if found:
            yield i, found.start(1), found.end(1)


def try_weights(sample, path):
    folder = os.path.join(OUT, "digits", "samples", sample)
    before, noticed, tried = read_lines(path), 0, 0
    for i, start, end in list(weights(before)):
        for place in range(start, end):
            if before[i][place] == ".":
                continue
            write_lines(path, before[:i] + [wrong(before[i], place)] + before[i + 1:])
            tried += 1
            noticed += reproduce(folder)[0] != 0
    write_lines(path, before)
    return noticed, tried


def main():
    for part in ("config", "samples"):
        shutil.copytree(part, os.path.join(OUT, "digits", part))
    samples = [os.path.basename(os.path.dirname(path)) for path in sorted(glob.glob("samples/*/sample.ini"))]
    scores = sum(try_scores(sample) for sample in samples)
    noticed = tried = 0
    for sample in REAL:
        for path in sorted(glob.glob(os.path.join(OUT, "digits", "config", sample.replace("denpasar-", ""), "*.ini"))):
            one, all_of_it = try_weights(sample, path)
            noticed, tried = noticed + one, tried + all_of_it
    print(f"wrong digits: {scores} of {scores} scores reported with their stage; {noticed} of {tried} in weights noticed")
    if not scores or not tried or noticed < tried:
        sys.exit(1)


main()
