#!/usr/bin/env python3
"""many.py FIRST COUNT: generated rounds, scored by the engine and by the counter; all four tables must be the same.

    many.py FIRST COUNT [-k DIR]     seeds FIRST .. FIRST+COUNT-1, two at a time; -k keeps rounds that fail
    many.py --selftest               a change of one weight or one value is found out

The engine is $BUILD/juri (BUILD: build). Exit 0 when all rounds agree, else 1. The engine's exit code 3 (a prize was
withheld) is right where a tie at a cut is withheld by the rules.
"""
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import compare  # noqa: E402
import counter  # noqa: E402
import generate  # noqa: E402

JURI = os.path.join(os.environ.get("BUILD", "build"), "juri")


def engine(round_folder, out):
    """Runs the engine; returns what is wrong, or None."""
    ran = subprocess.run([JURI, "score", os.path.join(round_folder, "round.ini"), os.path.join(round_folder, "evidence"),
                          "-q", "-o", out], capture_output=True, text=True)
    if ran.returncode not in (0, 3):
        return "the engine ends with %d: %s" % (ran.returncode, (ran.stderr + ran.stdout).strip()[:600])
    return None


def count(round_folder, out):
    """Runs the counter; returns its scorer."""
    scorer = counter.count(os.path.join(round_folder, "round.ini"), [os.path.join(round_folder, "evidence")])
    counter.write_tables(counter.tables(scorer), out)
    return scorer


def one(seed, folder):
    """Differences of one seed, in words."""
    generate.write_round(seed, folder)
    refused = engine(folder, os.path.join(folder, "engine"))
    try:
        count(folder, os.path.join(folder, "counter"))
    except counter.Fault as fault:
        return ["the counter finds a fault: %s" % fault] + [refused] * bool(refused)
    if refused:
        return [refused]
    return list(compare.differences(os.path.join(folder, "engine"), os.path.join(folder, "counter")))[:-1]


def job(task):
    seed, keep = task
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = one(seed, folder)
        except Exception as problem:                            # a seed must not stop the others
            found = ["%s: %s" % (type(problem).__name__, problem)]
        if found and keep:
            shutil.copytree(folder, os.path.join(keep, str(seed)), dirs_exist_ok=True)
    return seed, found


def many(first, number, keep=None):
    failed = 0
    with multiprocessing.Pool(2) as pool:
        for seed, found in pool.imap(job, ((seed, keep) for seed in range(first, first + number)), chunksize=4):
            failed += bool(found)
            for line in found[:3]:
                print("seed %d: %s" % (seed, line))
    print("%d of %d rounds fail" % (failed, number) if failed else "%d rounds agree" % number)
    return 1 if failed else 0


def main(arguments):
    if len(arguments) not in (2, 4) or len(arguments) == 4 and arguments[2] != "-k":
        print(__doc__)
        return 64
    return many(int(arguments[0]), int(arguments[1]), arguments[3] if arguments[2:] else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
