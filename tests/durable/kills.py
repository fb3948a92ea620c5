"""SIGKILL before and after each call of a run: the old bundle or the new, whole; the next run needs no help."""
import sys

from harness import HERE, Place, Pool, Tally, build, sample

LEAST = 300  # points
SPARE = 2  # calls that one run makes and another does not: memory.c tries small pages where a large one takes long


def place(name, single):
    files = [f"{HERE}/round.ini"]
    return Place(name, ["score"] + files + [f"{HERE}/new.csv", "--in-process"],
                 ["score"] + files + [f"{HERE}/old.csv", "--in-process"], single)


def kill(at, job):
    """None, or what is wrong."""
    pieces, how, k, calls = job
    at.reset()
    result = at.run({"CALLS": 1, "AT": k, "HOW": how, "PIECES": pieces})
    said = f"killed {how} call {k}: "
    if result.code == 0 and k + SPARE > calls and at.is_all("new"):
        return None
    if result.code != -9:
        return said + f"ended with {result.code}"
    found, rest = at.versions()
    if not set(found.values()) <= {"old", "new"}:
        return said + f"{found}"
    again = at.run(None)
    if again.code != 0 or again.err:
        return said + f"the next run ends with {again.code}: {again.err}"
    if not at.is_all("new"):
        return said + f"the next run leaves {at.versions()}"
    return None


def points(at):
    """Every call, once with whole writes and once with writes cut into pieces, from the claim on."""
    for pieces in (0, 700):
        calls = at.calls(PIECES=pieces)
        first = calls.index("lock")
        for k in range(first, len(calls) + 1):
            yield pieces, "before", k, len(calls)
            yield pieces, "after", k, len(calls)


def main():
    build()
    tally = Tally("kill points survived")
    for single in (False, True):
        pool = Pool(lambda i: place(f"kill-{single}-{i}", single))
        at = pool.places.get()
        jobs = list(points(at))
        pool.places.put(at)
        for wrong in pool.each(kill, sample(jobs, 150)):
            tally.add(wrong)
    good = tally.tell()
    if tally.good < LEAST:
        good = False
        print(f"  expected {LEAST} points at least")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
