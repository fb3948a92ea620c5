#!/usr/bin/env python3
"""many.py FIRST COUNT: generated rounds, scored by the engine and by the counter; all tables must be the same.

    many.py FIRST COUNT [-k DIR]     seeds FIRST .. FIRST+COUNT-1, two at a time; -k keeps rounds that fail
    many.py --selftest               changed inputs and wrong rules for the counter are noticed

The engine is $JURI, else $BUILD/juri (BUILD: build). Exit 0 when all rounds agree, else 1. The engine's exit code 3 (a prize was
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

JURI = os.environ.get("JURI") or os.path.join(os.environ.get("BUILD", "build"), "juri")


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
                print("seed %d: %s" % (seed, line), flush=True)
    print("%d of %d rounds fail" % (failed, number) if failed else "%d rounds agree" % number)
    return 1 if failed else 0


# --- the comparison can fail --------------------------------------------------------------------------------

def engine_and_counter(folder, change=lambda: None):
    """Differences when the counter counts after the change; the engine has run before."""
    if not os.path.isdir(os.path.join(folder, "engine")):
        assert engine(folder, os.path.join(folder, "engine")) is None
    change()
    count(folder, os.path.join(folder, "counter"))
    return list(compare.differences(os.path.join(folder, "engine"), os.path.join(folder, "counter")))[:-1]


TINY = {"round.ini": "[round]\ntitle = t\nedition = 1\n[category c]\ncriteria = c.ini\n[award w]\ntitle = w\nfirst = 1\n[tally]\n",
        "c.ini": "[category]\n[criteria]\nx = 50.5\ny = 49.5\n",
        "evidence/e.csv": "id,region,x,y\na,jawa,71.25,60\nb,papua,60,71.25\n"}
CHANGES = [("one digit of a value", "evidence/e.csv", "71.25,60", "71.26,60"), ("one digit of a weight", "c.ini", "50.5\ny = 49.5", "50.4\ny = 49.6"),
           ("one region", "evidence/e.csv", "jawa", "bali"), ("one agency less", "evidence/e.csv", "b,papua,60,71.25\n", "")]


def changed_inputs():
    """One change of the counter's input at a time; returns those that nobody noticed."""
    unnoticed = []
    for name, path, before, after in [("nothing", "c.ini", "x", "x")] + CHANGES:
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "evidence"))
            for file, text in TINY.items():
                write(os.path.join(folder, file), text)
            found = engine_and_counter(folder, lambda: write(os.path.join(folder, path), TINY[path].replace(before, after, 1)))
            if bool(found) == (name == "nothing"):
                unnoticed.append(name)
    return unnoticed


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def wrong_rules():
    """Wrong rules for the counter: (name, object, attribute, replacement)."""
    rounded, ranks, terms = counter.round_grid, counter.relative_points, counter.apply_rounds
    return [("halves away from zero for half-even", counter, "round_grid",
             lambda n, digits, mode: rounded(n, digits, "half-up" if mode == "half-even" else mode)),
            ("a round of a node left out", counter, "apply_rounds", lambda n, text: n if "," in text else terms(n, text)),
            ("lower is better ignored", counter, "relative_points",
             lambda node, *rest: ranks(counter.Node(node.id, node.kind, dict(node.keys, direction="higher"), node.category, node.parent), *rest)),
            ("gates ignored", counter.Scorer, "failed_gate", lambda self, node, index: None),
            ("needs ignored", counter.Scorer, "needs_met", staticmethod(lambda node, scoring, counted: bool(counted))),
            ("screening ignored", counter.Scorer, "left", lambda self, root: {}),
            ("outliers ignored", counter.Scorer, "treat", lambda self, node, values: values),
            ("nothing imputed", counter.Scorer, "impute", lambda self, node, rule, cells, left: None),
            ("editions joined", counter.Scorer, "set_of", staticmethod(lambda by, agency: {
                "class": agency.class_, "region": agency.region, "frozen": None}.get(by.partition("-")[0], ""))),
            ("records counted as one", counter, "folded", lambda fold, records, empty: (records[0])),
            ("minima ignored", counter, "passes_minima", lambda keys, row, node: True),
            ("rank-by in another order", counter.Ranking, "rank_by",
             lambda self, group: ", ".join(reversed(counter.listed(self.keys.get("rank-by", "score")))))]


def unnoticed_rules(number):
    """Wrong rules that no one of so many rounds shows."""
    rules, noticed = wrong_rules(), set()
    for seed in range(number):
        with tempfile.TemporaryDirectory() as folder:
            generate.write_round(seed, folder)
            for name, owner, attribute, wrong in rules:
                right = vars(owner)[attribute]
                setattr(owner, attribute, wrong)
                try:
                    if name not in noticed and engine_and_counter(folder):
                        noticed.add(name)
                except counter.Fault:
                    pass
                finally:
                    setattr(owner, attribute, right)
    return [name for name, *_ in rules if name not in noticed]


def selftest():
    unnoticed = changed_inputs() + unnoticed_rules(40)
    print("selftest: unnoticed: " + ", ".join(unnoticed) if unnoticed else
          "selftest: %d changed inputs and %d wrong rules are noticed" % (len(CHANGES), len(wrong_rules())))
    return 1 if unnoticed else 0


def main(arguments):
    if arguments == ["--selftest"]:
        return selftest()
    if len(arguments) not in (2, 4) or len(arguments) == 4 and arguments[2] != "-k":
        print(__doc__)
        return 64
    return many(int(arguments[0]), int(arguments[1]), arguments[3] if arguments[2:] else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
