"""Faults of the kinds that were met in real rounds, planted one by one into the Human Development Index (samples/hdi): each must be
warned of by its code, and by no other new one. The rank correlation that is shown is recomputed here."""
import csv
import io
import os
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(os.environ["OUT"]) / "planted"


def table():
    with open(TOP / "samples/hdi/evidence.csv", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def changed(field, change):
    """The evidence with change(value, number of the row) in one field; None empties a cell."""
    header, rows = table()
    at = header.index(field)
    for number, row in enumerate(rows):
        if row[at]:
            value = change(float(row[at]), number)
            row[at] = "" if value is None else repr(value)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header] + rows)
    return text.getvalue()


def copied(source, target):
    header, rows = table()
    for row in rows:
        row[header.index(target)] = row[header.index(source)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header] + rows)
    return text.getvalue()


def check(evidence=None, criteria=(), round_=()):
    """What juri check says, with texts of the files replaced; the exit code must be 0."""
    files = {"hdi.ini": (TOP / "config/hdi.ini").read_text(), "hdi/hdi.ini": (TOP / "config/hdi/hdi.ini").read_text(),
             "evidence.csv": evidence or (TOP / "samples/hdi/evidence.csv").read_text()}
    for name, changes in (("hdi/hdi.ini", criteria), ("hdi.ini", round_)):
        for old, new in changes:
            assert files[name].count(old) == 1, (name, old)
            files[name] = files[name].replace(old, new)
    for name, text in files.items():
        (OUT / name).parent.mkdir(parents=True, exist_ok=True)
        (OUT / name).write_text(text)
    done = subprocess.run([os.environ["JURI"], "check", OUT / "hdi.ini", OUT / "evidence.csv", "-q"], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def codes(said):
    return set(re.findall(r"W-LINT-\d+", said))


def ranks(values):
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) - 1) / 2 for v in values]


def spearman(x, y):
    x, y = ranks(x), ranks(y)
    mean = (len(x) - 1) / 2
    sums = [sum((a - mean) * (b - mean) for a, b in zip(p, q)) for p, q in ((x, y), (x, x), (y, y))]
    return sums[0] / (sums[1] * sums[2]) ** 0.5


def reversed_health():
    """Health against the mean rank of education and income, computed from the evidence; clamping changes few ranks."""
    header, rows = table()
    le, eys, mys, gni = ([float(row[header.index(f)] or "nan") for row in rows] for f in ("le", "eys", "mys", "gnipc"))
    there = [i for i in range(len(rows)) if all(v[i] == v[i] for v in (le, eys, mys, gni))]
    health = [-min(max(le[i], 20), 85) for i in there]
    education = ranks([min(eys[i], 18) / 18 + min(mys[i], 15) / 15 for i in there])
    income = ranks([min(max(gni[i], 100), 75000) for i in there])
    return spearman(health, [a + b for a, b in zip(education, income)]), len(there)


PLANTED = [
    ("W-LINT-001", "weights of 0.99", dict(criteria=[("aggregate = geometric\nneeds", "aggregate = geometric\nweight-sum = any\nneeds"),
        ("health = |", "health = 0.33 |"), ("edu = |", "edu = 0.33 |"), ("income = |", "income = 0.33 |")])),
    ("W-LINT-002", "percent beside shares", dict(criteria=[("aggregate = geometric\nneeds", "aggregate = geometric\nweight-sum = any\nneeds"),
        ("health = |", "health = 0.3 |"), ("edu = |", "edu = 40 |"), ("income = |", "income = 30 |")])),
    ("W-LINT-003", "a field that ends before its target", dict(criteria=[("unit = years\n\n[field eys]", "unit = years\nrange = 0..84.5\n\n[field eys]")])),
    ("W-LINT-007", "a grade beyond the range", dict(criteria=[("Very high >= 0.8", "Very high >= 1.8")])),
    ("W-LINT-014", "missing = reweight", dict(criteria=[("needs = all", "needs = any\nmissing = reweight")])),
    ("W-LINT-018", "a constant column", dict(evidence=changed("mys", lambda v, n: 7.5))),
    ("W-LINT-019", "a column twice", dict(evidence=copied("mys", "eys"))),
    ("W-LINT-020", "an empty column", dict(evidence=changed("mys", lambda v, n: None if n % 3 else v))),
    ("W-LINT-021", "one value in another unit", dict(evidence=changed("le", lambda v, n: v / 100 if n == 7 else v))),
    ("W-LINT-022", "a column in another unit", dict(evidence=changed("mys", lambda v, n: v / 1000))),
    ("W-LINT-023", "a reversed direction", dict(criteria=[("goalposts 20..85", "goalposts 85..20")])),
    ("W-LINT-024", "a target that nearly all reach", dict(criteria=[("goalposts 0..15", "goalposts 0..5")])),
]


def main():
    faults, before = [], codes(check())
    for code, what, changes in PLANTED:
        said = check(**changes)
        if codes(said) - before != {code}:
            faults.append(f"{what}: expected {code}, found {sorted(codes(said) - before)}:\n{said}")
    shown = re.search(r"correlation (-[\d.]+) over (\d+) ", check(criteria=[("goalposts 20..85", "goalposts 85..20")]))
    rho, n = reversed_health()
    if (f"{rho:.2f}", str(n)) != shown.groups():
        faults.append(f"rank correlation {shown.groups()}, here {rho:.4f} over {n}")
    for fault in faults:
        print(fault)
    print(f"{len(PLANTED)} faults planted into the Human Development Index, {len(faults)} not found as they should be")
    return 1 if faults else 0


sys.exit(main())
