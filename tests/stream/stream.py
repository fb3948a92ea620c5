"""One file, or standard input, is scored block by block while it is read; two files are kept whole. All are held against each
other, and against scores that are computed here in whole numbers. Four blocks and a part of agencies, so that rooms are used again."""
import csv, json, os, random, re, subprocess
from pathlib import Path

juri, out = os.environ["JURI"], Path(os.environ["OUT"])
BLOCK = 4096
N = 4 * BLOCK + 700
failures = cases = 0

ROUND = """[round]
title = Stream
edition = 2024
[category first]
criteria = first.ini
[category second]
criteria = second.ini
"""
FIRST = "[category]\ntitle = First\n%s[criteria]\na = 60\nb = 40\n"
SECOND = "[category]\ntitle = Second\n[criteria]\nb = 30\nc = 70\n"
HOSTILE = "[category]\ntitle = Second\nplugin = %s\n[criteria]\nc = 100\n[criterion c]\nmethod = m\nx = c\n"


def check(holds, what):
    global failures, cases
    cases += 1
    if not holds and failures < 20:
        print("does not hold:", what)
        failures += 1


# --- Runs ---

def write_round(second=SECOND, missing=""):
    (out / "round.ini").write_text(ROUND)
    (out / "first.ini").write_text(FIRST % missing)
    (out / "second.ini").write_text(second)


def table(rows):
    return "id,name,a,b,c\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def lines(rows):
    return "".join(json.dumps({"id": row[0], "name": row[1], "evidence": dict(zip("abc", row[2:]))}) + "\n" for row in rows)


def score(evidence, *options, name="e.csv", way="file", folder=out):
    """Exit code, what was said, and the rankings and scores as text. Ways: file; pipe; standard (input, from a file); kept."""
    for path in ("rankings.csv", "wide.csv"):
        (out / path).unlink(missing_ok=True)
    (out / name).write_text(evidence)
    (out / "none.csv").write_text("id\n")
    paths = {"file": [name], "kept": [name, "none.csv"], "pipe": ["-"], "standard": ["-"]}[way]
    with open(out / name) as standard:
        run = subprocess.run([juri, "score", "round.ini", *paths, "-q", "--csv", "rankings.csv", "--plugins",
                              os.environ["JURI_TEST_PLUGINS"], *options], cwd=out, capture_output=True, text=True, timeout=300,
                             env=os.environ | {"TMPDIR": str(folder)},
                             **{"stdin": standard} if way == "standard" else {"input": evidence if way == "pipe" else ""})
    path = out / "rankings.csv"
    return run.returncode, re.sub(r"(^|at )-:(?=\d)", rf"\1{name}:", run.stderr, flags=re.M), path.read_text() if path.exists() else None


def agree(what, evidence, *options, ways=("file", "pipe"), **others):
    """The same whichever way; returns it."""
    kept = score(evidence, *options, way="kept", **others)
    for way in ways:
        found = score(evidence, *options, way=way, **others)
        check(found[0] == kept[0], f"{what}: exit {found[0]} ({way}), {kept[0]} (kept): {found[1][:400]}")
        check(found[1] == kept[1], f"{what}: {found[1][:400]!r} ({way}), {kept[1][:400]!r} (kept)")
        check(found[2] == kept[2], f"{what}: the rankings ({way})")
    return kept


# --- Scores by another route: weights are whole, values are whole, so hundredths are exact ---

def ranked(rows, weights):
    hundredths = {row[0]: sum(weight * row[2 + i] for i, weight in weights.items()) for row in rows}
    ordered, rank, ranks = sorted(hundredths.values(), reverse=True), 0, {}
    for i, value in enumerate(ordered):
        ranks.setdefault(value, i + 1)
    return {id: (ranks[value], f"{value // 100}.{value % 100:02}") for id, value in hundredths.items()}


def read_ranks(text, category):
    return {row["id"]: (int(row["rank"]), row["score"]) for row in csv.DictReader((text or "").splitlines()) if row["of"] == category}


def is_right(text, rows, what):
    check(read_ranks(text, "first") == ranked(rows, {0: 60, 1: 40}), f"{what}: ranks and scores of the first category")
    check(read_ranks(text, "second") == ranked(rows, {1: 30, 2: 70}), f"{what}: ranks and scores of the second category")


def make(n, dice):
    return [(f"k-{i:05}", f"Kota {i}", dice.randrange(101), dice.randrange(101), dice.randrange(101)) for i in range(n)]


def with_row(rows, at, row):
    return rows[:at] + [row] + rows[at + 1:]


dice = random.Random(11)
rows = make(N, dice)
write_round()
for jobs in "1", "2", "4":
    is_right(agree(f"CSV, jobs {jobs}", table(rows), "--jobs", jobs)[2], rows, f"CSV, jobs {jobs}")
    is_right(score(lines(rows), "--jobs", jobs, name="e.ndjson")[2], rows, f"NDJSON, jobs {jobs}")
for n in 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1:
    is_right(agree(f"{n} agencies", table(rows[:n]))[2], rows[:n], f"{n} agencies")
shuffled = random.Random(3).sample(rows, N)
is_right(score(table(shuffled))[2], rows, "in another order")

# --- An agency that comes again when its block is gone: read again, and all is kept ---

halves = [row[:3] + ("", "") for row in rows] + [row[:2] + ("",) + row[3:] for row in rows]
code, said, rankings = agree("values of an agency in two records", table(halves), ways=("file", "pipe", "standard"))
is_right(rankings, rows, "values of an agency in two records")
is_right(score(lines([row[:3] for row in rows]) + "".join(
    json.dumps({"id": row[0], "name": row[1], "evidence": {"b": row[3], "c": row[4]}}) + "\n" for row in rows),
    name="e.ndjson")[2], rows, "values of an agency in two records, NDJSON")
for at, again in (0, 2 * BLOCK), (4200, 9000), (BLOCK - 1, BLOCK), (BLOCK - 1, 2 * BLOCK - 1), (2 * BLOCK - 1, 2 * BLOCK), (9000, 3 * BLOCK + 1):
    # line by line from none in the way to three blocks
    parts = with_row(rows, at, rows[at][:4] + ("",))
    parts.insert(again + 1, rows[at][:1] + ("", "", "", rows[at][4]))
    is_right(agree(f"agency {at} again behind {again}", table(parts))[2], rows, f"agency {at} again behind {again}")
many = make(150000, dice)
parts = with_row(many, 5, many[5][:4] + ("",))
parts.insert(30000, many[5][:1] + ("", "", "", many[5][4]))
for jobs in "1", "2":  # most of it is not read yet when the agency comes again
    is_right(score(table(parts), "--jobs", jobs, way="pipe")[2], many, f"a long pipe that is read again, jobs {jobs}")
several = make(6 * BLOCK, dice)
parts = [row[:1] + ('"Kota ""%s"""' % row[0],) + row[2:] for row in several]
parts[20500:20501] = [parts[20500][:4] + ("",), parts[20500][:1] + ("", "", "", parts[20500][4])]
is_right(agree("two records in a room that was used before, among lines that are not plain", table(parts))[2], several,
         "two records in a room that was used before")
code, said, rankings = agree("the first agency again at the end", table(rows + [rows[0]]))
check(code == 65 and f"e.csv:{N + 2}:" in said and rankings is None, f"the first agency again: {code} {said!r}")
code, said, rankings = score(table(halves), way="pipe", folder=out / "nowhere")
check(code == 74 and "E-IN-007" in said and "No such file" in said and rankings is None, f"a pipe that could not be kept: {code} {said!r}")
is_right(score(table(rows), way="pipe", folder=out / "nowhere")[2], rows, "a pipe that need not be kept")
with open(out / "behind.csv", "w") as file:
    file.write("# a line that somebody else reads\n" + table(halves))
shell = subprocess.run(f"{{ read line; '{juri}' score round.ini - -q --csv rankings.csv; }} < behind.csv", cwd=out, shell=True, capture_output=True, text=True)
is_right((out / "rankings.csv").read_text() if shell.returncode == 0 else None, rows, f"a file that is not read from its beginning: {shell.stderr[:300]}")
agree("the first agency under another name", table(rows + [rows[0][:1] + ("Another", "", "", "")]))
agree("the first agency's name under another id", table(rows + [("k-99999",) + rows[0][1:]]))
agree("an id that differs by its case only", table(rows + [("K-00000",) + rows[1][1:]]))

# --- What is wrong late, early, and everywhere ---

for at in 0, BLOCK, N - 1:
    for cell in "x", "101", "", "1e999", "-1":
        code, said, _ = agree(f"{cell!r} in line {at + 2}", table(with_row(rows, at, rows[at][:2] + (cell,) + rows[at][3:])))
        check(code == (65 if cell else 0) and (not cell or f"e.csv:{at + 2}:" in said or f"k-{at:05}" in said), f"{cell!r} in line {at + 2}: {code} {said!r}")
agree("an id twice in one block", table(rows[:1] + rows))
agree("nothing but errors", table([row[:2] + ("x", "y", "z") for row in rows]))
agree("a line that is cut", table(rows)[:-9])
write_round(missing="missing = zero\n")
code, said, rankings = agree("no value, which counts as 0", table(with_row(rows, 5, rows[5][:2] + ("",) + rows[5][3:])))
check(read_ranks(rankings, "first") == ranked(with_row(rows, 5, rows[5][:2] + (0,) + rows[5][3:]), {0: 60, 1: 40}),
      "no value, which counts as 0")

# --- A plugin that fails at a late block costs its category only ---

write_round()
alone = [line for line in score(table(rows))[2].splitlines() if ",first," in line]
for plugin, marked in ("late", 3 * BLOCK + 5), ("late", 7), ("stuck", 2 * BLOCK):
    write_round(HOSTILE % plugin)
    evidence = table(with_row(rows, marked, rows[marked][:4] + (77.5,)))
    code, said, rankings = agree(f"{plugin} at {marked}", evidence, "--timeout", "2")
    check(code == 3 and f"k-{marked:05}" in said and plugin in said, f"{plugin} at {marked}: {code} {said!r}")
    check([line for line in rankings.splitlines() if ",first," in line] == alone, f"{plugin} at {marked}: the other category")

# --- The peak of memory does not grow with the number of fields ---

def peak(n_fields, way):
    names = [f"f{i}" for i in range(n_fields)]
    (out / "first.ini").write_text("[category]\ntitle = First\n[criteria]\n" + "".join(f"{n} = 1\n" for n in names).replace(
        " = 1", f" = {100 / n_fields}"))
    (out / "second.ini").write_text(f"[category]\ntitle = Second\n[criteria]\n{names[0]} = 100\n")
    values = ",".join(["50"] * n_fields)
    text = "id," + ",".join(names) + "\n" + "".join(f"k-{i},{values}\n" for i in range(120000))
    code, said, _ = score(text, "--timings", way=way)
    check(code == 0, f"{n_fields} fields: {code} {said[-300:]}")
    return int(re.search(r"timing peak\s.*?(\d+) KiB", said).group(1))


# 120 fields more of 120,000 agencies are 130 MB; a room of 4096 of them is 4.4 MB, of which there are up to three, and two of measures.
few, many, piped, kept = peak(8, "file"), peak(128, "file"), peak(128, "pipe"), peak(128, "kept")
if "asan" not in os.environ["BUILD"]:
    check(max(many, piped) - few < 80000 < 120000 < kept - few,
          f"the peak: {few} KiB of 8 fields, {many} KiB of 128, {piped} KiB through a pipe, {kept} KiB of 128 that are kept")
print(f"blocks scored while others are read: {cases} checks; a peak of {few} KiB with 8 fields, {many} with 128, {piped} through a pipe, "
      f"{kept} where all are kept")
raise SystemExit(failures > 0)
