#!/usr/bin/env python3
"""compare.py DIR_A DIR_B: the tables of two runs, cell by cell.

Prints the first 20 differences in words and exits 1; else one line with the number of cells and exits 0. Numbers
are compared as written, `measure` included: what two runs publish must be the same text.
"""
import csv
import os
import sys

KEYS = {"rankings": ("ranking", "of", "edition", "id"), "scores": ("category", "node", "edition", "id"),
        "awards": ("award", "of", "edition", "id"), "treated": ("category", "node", "edition", "id"), "tally": ("group",)}


def read(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0] if rows else []
    keyed, doubles = {}, []
    for row in rows[1:]:
        cells = dict(zip(header, row))
        key = tuple(cells.get(k, "?") for k in KEYS[table])
        if key in keyed or len(row) != len(header):
            doubles.append(key)
        keyed[key] = cells
    return header, keyed, doubles


def named(table, key):
    return ", ".join("%s %s" % pair for pair in zip(KEYS[table], (k or '""' for k in key)))


def differences(a, b):
    """Yields differences in words; the last value is the number of cells compared."""
    cells = 0
    for table in KEYS:
        file = table + ".csv"
        if table == "tally" and not any(os.path.exists(os.path.join(folder, file)) for folder in (a, b)):
            continue                                            # a round without [tally] has none
        try:
            (head_a, rows_a, twice_a), (head_b, rows_b, twice_b) = read(a, table), read(b, table)
        except OSError as problem:
            yield "%s: cannot be read: %s" % (file, problem)
            continue
        if head_a != head_b:
            yield "%s: the columns are %s in the first, %s in the second" % (file, ", ".join(head_a), ", ".join(head_b))
        for which, twice in (("first", twice_a), ("second", twice_b)):
            for key in twice:
                yield "%s: %s: twice, or of another length, in the %s" % (file, named(table, key), which)
        for key in rows_a:
            if key not in rows_b:
                yield "%s: %s: a row of the first only" % (file, named(table, key))
        for key in rows_b:
            if key not in rows_a:
                yield "%s: %s: a row of the second only" % (file, named(table, key))
        for key, row in rows_a.items():
            other = rows_b.get(key, {})
            for column in head_a:
                if column in other:
                    cells += 1
                    if row[column] != other[column]:
                        yield "%s: %s: %s is %r in the first, %r in the second" % (
                            file, named(table, key), column, row[column], other[column])
        if list(rows_a) != list(rows_b) and set(rows_a) == set(rows_b):
            at = next(k for k, (x, y) in enumerate(zip(rows_a, rows_b)) if x != y)
            yield "%s: the order of rows: record %d is %s in the first, %s in the second" % (
                file, at + 2, named(table, list(rows_a)[at]), named(table, list(rows_b)[at]))
    yield cells


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.split("\n")[0])
        return 64
    found = list(differences(*arguments))
    cells = found.pop()
    for line in found[:20]:
        print(line)
    if len(found) > 20:
        print("... and %d more differences" % (len(found) - 20))
    if not found:
        print("the same: %d cells compared" % cells)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
