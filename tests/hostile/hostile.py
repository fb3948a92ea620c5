"""Hostile plugins through whole runs; README.md says what `cases` means."""

import json
import os
import pathlib
import re
import subprocess
import sys

OUT = pathlib.Path(os.environ["OUT"])
JURI, PLUGINS = os.environ["JURI"], os.environ["JURI_TEST_PLUGINS"]
REPORTED = "..."  # how a worker ends that a sanitizer may have ended
TABLES = {"rankings.csv": 1, "scores.csv": 0, "awards.csv": 1}  # the column that names the category

ROUND = """[round]
title = Hostile
edition = 2024
[category first]
criteria = first.ini
[category middle]
criteria = middle.ini
[category last]
criteria = last.ini
[award best]
title = Best
first = 2
"""
FIRST = """[category]
title = First
[criteria]
a = 60
b = 40
[criterion b]
scale = rank
direction = higher
constant = 50
"""
LAST = """[category]
title = Last
missing = zero
[criteria]
b = 30
x = 70
"""
MIDDLE = """[category]
title = Middle
plugin = %s
[criteria]
m = 100
[criterion m]
method = %s
%s = x
"""
EVIDENCE = """id,name,class,a,b,x
k1,One,large,50,11.5,30
k2,Two,large,61.25,99,45
k3,Three,large,61.25,3,60
k4,Four,small,7,,0.5
k5,Five,small,88,42,99
"""


def score(name, plugin, method, role, jobs, timeout=30):
    folder = OUT / f"{name}-{jobs}"
    folder.mkdir()
    for file, text in {"round.ini": ROUND, "first.ini": FIRST, "last.ini": LAST, "evidence.csv": EVIDENCE,
                       "middle.ini": MIDDLE % (plugin, method, role)}.items():
        (folder / file).write_text(text)
    run = subprocess.run([JURI, "score", "round.ini", "evidence.csv", "-q", "-o", "out", "--plugins", PLUGINS,
                          "--timeout", str(timeout), "--jobs", str(jobs)], cwd=folder, capture_output=True, text=True,
                         timeout=150, env={**os.environ, "JURI_SECRET": "of whoever runs juri"})
    return run, folder / "out"


def rows(folder, table, categories):
    lines = (folder / table).read_text().splitlines()
    return [line for line in lines[1:] if line.split(",")[TABLES[table]] in categories]


def entries(folder, categories):
    results = json.loads((folder / "results.json").read_text(), parse_float=str, parse_int=str)  # to the digit
    [best] = results["awards"]
    return {**{key: results[key] for key in ("round", "editions", "classes", "agencies", "evidence", "tally", "left_behind")},
            "categories": [c for c in results["categories"] if c["id"] in categories],
            "rankings": [r for r in results["rankings"] if r["of"] in categories],
            "winners": [w for w in best["winners"] if w["of"] in categories],
            **{key: [e for e in results[key] if e["category"] in categories] for key in ("notes", "treated")}}


def like(expected, found):
    return re.fullmatch(".*".join(map(re.escape, expected.split("..."))), found)


# --- What must hold ---

def other_categories(folder, good):
    others = ("first", "last")
    for table in TABLES:
        if rows(folder, table, others) != rows(good, table, others) or not rows(good, table, others):
            yield f"{table}: the other categories differ"
    if entries(folder, others) != entries(good, others):
        yield "results.json: the other categories differ"


def withheld(plugin, what, run, folder):
    said = f"E-PLG-003: plugin {plugin}, category middle, {what}; the category is withheld...\n"
    if not like(said, run.stderr):
        yield f"stderr: expected {said}{'':10}found    {run.stderr}"
    if any(row.split(",")[3] or row.split(",")[8] for row in rows(folder, "rankings.csv", ["middle"])):
        yield "rankings.csv: the category has ranks"
    if rows(folder, "awards.csv", ["middle"]):
        yield "awards.csv: the category has awards"
    given = [(w["category"], w["plugin"]) for w in json.loads((folder / "results.json").read_text())["withheld"]]
    if given != [("middle", plugin)]:
        yield f"results.json: withheld: {given}"


def without_report(stderr):
    """What juri said after the report of a sanitizer, with which a process ended."""
    return re.sub(r"(?s)^=+\n==(\d+)==ERROR: AddressSanitizer: .*\n==\1==ABORTING\n", "", stderr)


def not_started(plugin, what, run, folder):
    said = f'middle.ini:3:10: E-PLG-002: category middle: plugin "{PLUGINS}/{plugin}.so" cannot be used: {what}\n'
    if not like(said, without_report(run.stderr) if what == REPORTED else run.stderr):
        yield f"stderr: expected {said}{'':10}found    {run.stderr}"
    if folder.exists():
        yield "something was written"


def measured(what, folder):
    found = [row.split(",") for row in rows(folder, "scores.csv", ["middle"])]
    found = [row[7] for row in found if row[1] == "m" and row[5] == "k1"]
    if len(found) != 1 or found[0] not in what.split(" or "):
        yield f"scores.csv: the measure of k1: expected {what}, found {found}"


def faults(plugin, code, what, good, jobs):
    run, folder = score(plugin, plugin, "m", "x", jobs, 2 if what.endswith("within 2 s") else 30)
    if run.returncode != code:
        yield f"exit code: expected {code}, found {run.returncode}: {run.stderr}"
        return
    if code == 69:
        yield from not_started(plugin, what, run, folder)
        return
    yield from other_categories(folder, good)
    yield from withheld(plugin, what, run, folder) if code == 3 else measured(what, folder)


def surroundings():
    """Whether workers are sealed, and whether this is a sanitizer build."""
    check = subprocess.run([JURI, "plugins", "check", "--no-valgrind", f"{PLUGINS}/nan.so"], capture_output=True, text=True)
    sanitized = "sanitizer build" in check.stdout
    return "seccomp" in check.stdout and not sanitized, sanitized


# --- Remarks without end ---

def chatter():
    """What a category says of all its agencies and criteria has a limit, told once; all are scored."""
    folder, names = OUT / "chatter", [f"m{i}" for i in range(6)]
    folder.mkdir()
    (folder / "round.ini").write_text(ROUND.replace("[category last]\ncriteria = last.ini\n", ""))
    (folder / "first.ini").write_text("[category]\ntitle = First\n[criteria]\nx = 100\n")
    (folder / "middle.ini").write_text("[category]\ntitle = M\nplugin = chatty\nweight-sum = any\n[criteria]\n"
                                       + "".join(f"{name} = 1\n" for name in names)
                                       + "".join(f"[criterion {name}]\nmethod = m\nx = x\n" for name in names))
    (folder / "evidence.csv").write_text("id,x\n" + "".join(f"k{i},{i % 100}\n" for i in range(45000)))
    run = subprocess.run([JURI, "score", "round.ini", "evidence.csv", "-q", "--csv", "out.csv", "--plugins", PLUGINS],
                         cwd=folder, capture_output=True, text=True, timeout=300)
    told = run.stderr.count("further remarks of the category are dropped")
    if run.returncode != 0 or told != 1:
        print(f"chatty: exit code {run.returncode}, told {told} times: {run.stderr[-300:]}")
    return run.returncode != 0 or told != 1


# --- Ways out ---

def escapes():
    """How many ways out of the sandbox are tried, and how many of them work where there is none; faults."""
    program = OUT / "plain"
    subprocess.run([*os.environ.get("CC", "cc").split(), "-D_GNU_SOURCE", "-Itests/plugins", "-o", program, "tests/hostile/plain.c"],
                   check=True)
    tried, worked = map(int, subprocess.run([program], capture_output=True, text=True, check=True).stdout.split())
    print(f"escapes: {tried} ways out, of which {worked} work for a process that is in no sandbox, and none from inside")
    return tried < 15 or worked < 12


def main():
    lines = (pathlib.Path(__file__).parent / "cases").read_text().splitlines()
    (sealed, sanitized), good, bad, count = surroundings(), score("good", "generic", "value", "value", 1), 0, 0
    if good[0].returncode != 0:
        sys.exit(f"the run without a hostile plugin fails: {good[0].stderr}")
    for line in filter(lambda line: line[0] != "#", lines):
        name, code, what = (part.strip() for part in line.split("|"))
        mark, _, plugin = name.rpartition(" ")
        if mark == "sealed" and not sealed:
            continue
        if mark == "reported" and sanitized:
            what = REPORTED
        found = [f for jobs in (1, 4) for f in faults(plugin, int(code), what, good[1], jobs)]
        for fault in found:
            print(f"{plugin}: {fault}")
        bad, count = bad + bool(found), count + 1
    print(f"hostile plugins: {count - bad} of {count} cost their own category only")
    return bool(bad) or not count or chatter() or (sealed and escapes())


if __name__ == "__main__":
    sys.exit(main())
