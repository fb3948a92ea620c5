"""Each allocation of a run fails once, and once and ever after: 71 or another named end, or the right bytes.

What a plugin's worker allocates counts where a form says so: it may cost a category, which the bundle then names."""
import os
import sys

from harness import FULL, HERE, OUT, SANITIZED, Place, Pool, Tally, build, is_whole, read, sample, snapshot
import harness

# 69: the system's loader or a plugin's worker had none
NO_MEMORY = {71, 69}
LEAST = 5000  # faults of the whole run
SAMPLES = "samples"
D = HERE + "/"
ROUND = [D + "round.ini", D + "new.csv"]
MORE = [D + "more.ini", D + "more.csv", D + "more-long.csv", D + "more.json", D + "more.ndjson"]
PANEL = ["tests/panel/round.ini", "tests/panel/evidence.csv"]
WITH = ["--in-process"]
GENERIC = harness.BUILD + "/plugins/generic.so"


class Form:
    """A command; outputs: it writes a bundle, two CSV files and a JSON file, which replace those of the command before."""

    def __init__(self, name, arguments, before=None, outputs=False, children=False, share=1.0):
        self.name, self.arguments, self.before = name, arguments, before
        self.outputs, self.children, self.share = outputs, children, share


def earlier_stage():
    """The bundle that a round with entrants starts from."""
    folder = OUT + "/first"
    harness.wait(harness.start(["score", "tests/stages/one.ini", "tests/stages/one.csv", "-q", "-o", folder], None,
                               OUT + "/out", OUT + "/err"))
    return folder


def forms():
    first = ["--entrants", earlier_stage()]
    table = OUT + "/table.csv"
    with open(table, "w", encoding="ascii") as file:
        file.write("id,values.1,values.2\na,1,2\nb,3,\n")
    return [
        Form("bundle", ["score"] + ROUND + WITH, ["score", D + "round.ini", D + "old.csv"], True, share=3),
        Form("bundle, workers", ["score"] + ROUND, ["score", D + "round.ini", D + "old.csv"], True),
        Form("all kinds of evidence", ["score"] + MORE + WITH, ["score"] + MORE[:3], True),
        Form("panel", ["score"] + PANEL + WITH, None, True),
        Form("entrants", ["score", "tests/stages/two.ini", "tests/stages/two.csv"] + first + WITH, None, True),
        Form("in a worker", ["score"] + ROUND, ["score", D + "round.ini", D + "old.csv"], True, True),
        Form("table", ["score"] + MORE + WITH + ["--all"]),
        Form("table in Indonesian", ["--lang", "id", "score"] + MORE + WITH),
        Form("check", ["check"] + MORE + WITH),
        Form("check keys", ["check", "--keys"], share=.3),
        Form("check against", ["check", D + "more.ini", "--against", D + "round.ini"] + WITH),
        Form("reproduce", ["reproduce", SAMPLES + "/asn-2021-2", "--format", "json"] + WITH, children=True),
        Form("reproduce, the parent", ["reproduce", SAMPLES + "/asn-2021-2", "--format", "junit"] + WITH, share=.3),
        Form("template", ["template", D + "more.ini", "--json"] + WITH, share=.5),
        Form("fields", ["template", D + "more.ini", "--fields"] + WITH, share=.5),
        Form("plugins", ["plugins", "list"], share=.5),
        Form("describe", ["plugins", "describe", "generic", "--json"], share=.5),
        Form("run", ["plugins", "run", GENERIC, "mean", table], share=.5),
        Form("wrong evidence", ["score", D + "more.ini", D + "old.csv"] + WITH),
    ]


class Stand:
    """A form in a place of its own, and what it does undisturbed."""

    def __init__(self, form, i):
        name = f"allocations-{form.name.replace(' ', '-').replace(',', '')}-{i}"
        self.form = form
        self.at = Place(name, form.arguments, form.before or (), form.outputs, form.outputs)
        self.good = self.at.run(None)
        # a library that has no memory to look for a locale says that there is none; texts are in English then
        self.english = self.at.run(None, form.arguments[2:]).out if form.arguments[0] == "--lang" else self.good.out
        self.at.reset()

    def faults(self, k, ever):
        return {"ALLOCATIONS": 1, "AT": k, **({"EVER": 1} if ever else {}),
                **({"CHILDREN": 1} if self.form.children else {})}

    def count(self):
        report = self.at.root + "/count"
        self.at.run({"ALLOCATIONS": 1, "COUNT": report, **({"CHILDREN": 1} if self.form.children else {})})
        self.at.reset()
        child = report + ".child"
        return int(read(child if self.form.children and os.path.exists(child) else report))


def check(stand, result):
    found, rest = stand.at.versions()
    states = set(found.values())
    if result.code is None or result.code < 0:
        return f"ended with {result.code}"
    if rest:
        return f"left behind {rest}"
    if result.code == stand.good.code:
        if states - {"new" if result.code == 0 else "old"}:
            return f"exit code {result.code}, {found}"
        return None if result.out in (stand.good.out, stand.english) else "other output with the right exit code"
    if result.code == 3 and "E-PLG-003" in result.err:  # a method that got no memory costs its category
        return None if not stand.form.outputs or is_whole(snapshot(stand.at.outputs[0])) else "a broken bundle"
    if stand.form.children and not stand.form.outputs:
        return None if b'"code"' in result.out or result.err else "not told"
    if result.code not in NO_MEMORY or states - {"old"}:
        return f"exit code {result.code}, {found}"
    if result.out not in (b"", stand.good.out):
        return "half of the output"
    return None if "-" in result.err else "nothing said"


def fail(stand, job):
    k, ever = job
    stand.at.reset()
    result = stand.at.run(stand.faults(k, ever))
    wrong = check(stand, result)
    return wrong and f"{stand.form.name}: allocation {k}{' and ever after' if ever else ''}: {wrong}: {result.err[:300]}"


def main():
    build()
    if harness.SANITIZED:
        print("left out: allocation faults (the sanitizer has its own allocator)")
        return 0
    tally = Tally("allocation faults")
    for form in forms():
        pool = Pool(lambda i, form=form: Stand(form, i))
        stand = pool.places.get()
        jobs = [(k, ever) for k in range(1, stand.count() + 1) for ever in (False, True)]
        pool.places.put(stand)
        most = int((800 if FULL else 22) * form.share)
        chosen = [jobs[i * len(jobs) // most] for i in range(most)] if most < len(jobs) else jobs
        for wrong in pool.each(fail, chosen):
            tally.add(wrong)
    good = tally.tell()
    if FULL and tally.good < LEAST:
        good = False
        print(f"  expected {LEAST} faults at least")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
