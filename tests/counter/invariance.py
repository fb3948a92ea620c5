#!/usr/bin/env python3
"""invariance.py [ROUNDS]: what must not change a result, changes no byte of it.

The sample and so many generated rounds (40) are scored as they are, with the rows of every evidence file shuffled, with
the files in another order, with one, two and eight jobs, and in a German locale. The tables and results.json must be
the same bytes. The engine is $JURI, else $BUILD/juri (BUILD: build). The locale is made with localedef; without it that part is left
out and the last line says so. Exit 0 or 1.
"""
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import counter  # noqa: E402
import generate  # noqa: E402
from many import JURI  # noqa: E402

SAMPLE = ("config/bkn-2023.ini", "samples/bkn-2023/evidence")
FILES = ("rankings.csv", "scores.csv", "awards.csv", "treated.csv", "tally.csv", "results.json")


def run(round_file, evidence, out, *options, **environment):
    ran = subprocess.run([JURI, "score", round_file, *evidence, "-q", "-o", out, *options], capture_output=True, text=True,
                         env=dict(os.environ, **environment))
    if ran.returncode not in (0, 3):
        raise RuntimeError("the engine ends with %d: %s" % (ran.returncode, ran.stderr.strip()[:300]))
    return {name: content(os.path.join(out, name)) for name in FILES if os.path.exists(os.path.join(out, name))}


def content(path):
    with open(path, "rb") as file:
        return file.read()


def delimiter_of(round_file):
    """As [evidence] declares it."""
    declared = counter.read_ini(round_file).get(("evidence", ""), {}).get("delimiter", ",")
    return {"tab": "\t"}.get(declared, declared)


def shuffled(path, target, rng, delimiter):
    """A copy of an evidence file with its records in another order; a CSV file's columns too."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    if path.endswith(".json"):
        records = json.loads(text)                             # doubles come back as they were
        rng.shuffle(records)
        text = json.dumps(records)
    elif path.endswith(".ndjson"):
        lines = text.splitlines()
        rng.shuffle(lines)
        text = "".join(line + "\n" for line in lines)
    else:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        order = rng.sample(range(len(rows[0])), len(rows[0]))
        rows[1:] = rng.sample(rows[1:], len(rows) - 1)
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([row[i] for i in order] if len(row) == len(order) else row for row in rows)
        text = out.getvalue()
    with open(target, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def german_locale(folder):
    """Makes the locale de_DE.UTF-8 in a folder; whether it is there, with a comma in its numbers."""
    if not shutil.which("localedef"):
        return False
    subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(folder, "de_DE.UTF-8")], capture_output=True)
    shown = subprocess.run([sys.executable, "-c", "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.str(0.5))"],
                           capture_output=True, text=True, env=dict(os.environ, LC_ALL="de_DE.UTF-8", LOCPATH=folder))
    return shown.stdout.strip() == "0,5"


def variants(round_file, evidence, folder, rng, locales):
    """Yields (name, tables) of every way to score the round."""
    files = [os.path.join(evidence, name) for name in sorted(os.listdir(evidence)) if name.endswith((".csv", ".json", ".ndjson"))]
    mixed = os.path.join(folder, "mixed")
    os.mkdir(mixed)
    for path in files:
        shuffled(path, os.path.join(mixed, os.path.basename(path)), rng, delimiter_of(round_file))

    def out(name):
        return os.path.join(folder, "out-" + name)

    yield "as it is", run(round_file, [evidence], out("plain"))
    yield "rows shuffled", run(round_file, [mixed], out("rows"))
    yield "files in another order", run(round_file, files[::-1], out("files"))
    for jobs in ("1", "2", "8"):
        yield "--jobs " + jobs, run(round_file, [evidence], out("jobs" + jobs), "--jobs", jobs)
    if locales:
        yield "LC_ALL=de_DE.UTF-8", run(round_file, [evidence], out("locale"), LC_ALL="de_DE.UTF-8", LOCPATH=locales)


def check(name, round_file, evidence, locales):
    """Differences of one round, in words."""
    with tempfile.TemporaryDirectory() as folder:
        results = list(variants(round_file, evidence, folder, random.Random(name), locales))
    _, plain = results[0]
    return ["%s: %s: %s differs" % (name, what, file) for what, tables in results[1:]
            for file in FILES if tables.get(file) != plain.get(file)]


def main(arguments):
    number = int(arguments[0]) if arguments else 40
    with tempfile.TemporaryDirectory() as made:
        locales = made if german_locale(made) else None
        found = check("sample", *SAMPLE, locales)
        for seed in range(number):
            with tempfile.TemporaryDirectory() as folder:
                generate.write_round(seed, folder)
                found += check("seed %d" % seed, os.path.join(folder, "round.ini"), os.path.join(folder, "evidence"), locales)
    for line in found[:20]:
        print(line)
    ways = "shuffled rows and columns, files in any order, 1, 2 and 8 jobs" + (", a German locale" if locales else " (no locale to try)")
    print("%d differences" % len(found) if found else "the same bytes from %s: %d rounds" % (ways, number + 1))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
