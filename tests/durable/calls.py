"""Each call to the system of a run fails once, and once and ever after: old results or new, whole, and a sentence."""
import collections
import errno
import os
import sys

from harness import FULL, HERE, NAMED, OUT, Place, Pool, Tally, build, is_whole, read, snapshot, start, wait

# What can go wrong with each call (man pages of section 2). EINTR and short ones must not be noticed.
SILENT = {
    "read": ["EINTR", "short"], "write": ["EINTR", "EAGAIN", "short"], "pread": ["EINTR"], "open": ["EINTR"], "openat": ["EINTR"],
    "fsync": ["EINTR"], "lock": ["EINTR"], "close": ["EINTR"], "close-made": ["EINTR"], "poll": ["EINTR"], "waitpid": ["EINTR"],
    "waitid": ["EINTR"], "sendmsg": ["EINTR"], "recv": ["EINTR"],
}
LOUD = {
    "read": ["EIO"], "write": ["ENOSPC", "EIO", "EDQUOT", "EFBIG"], "open": ["EMFILE", "EACCES", "EIO"],
    "openat": ["EMFILE", "EACCES", "EROFS", "ENOSPC", "EIO", "ENAMETOOLONG"], "fsync": ["EIO", "ENOSPC", "EDQUOT"],
    "close": ["EIO"], "close-made": ["EIO", "ENOSPC", "EDQUOT"], "lock": ["EIO", "ENOLCK", "EOPNOTSUPP"], "fcntl": ["EIO"], "ftruncate": ["EIO", "EPERM"],
    "mkdirat": ["ENOSPC", "EROFS", "EACCES", "EDQUOT"], "renameat2": ["EIO", "EROFS", "EXDEV", "EINVAL", "ENOSYS"],
    "unlinkat": ["EIO", "EROFS", "EACCES"], "getdents64": ["EIO"], "lseek": ["EIO"], "fstat": ["EIO"],
    "stat": ["EIO", "EACCES"], "fstatat": ["EIO", "ENOENT"], "memfd_create": ["EMFILE"], "mmap": ["ENOMEM"],
    "socketpair": ["EMFILE"], "fork": ["EAGAIN"], "sendmsg": ["ENOBUFS"], "recv": ["EIO"], "dup": ["EMFILE"],
    "renameat": ["EIO"], "pread": ["EIO"], "poll": ["ENOMEM"],
}
# Where the number is not what is said: by rule the run goes on, takes another way, or says more than that.
OTHER_WORDS = {"EINVAL", "ENOSYS", "ENOLCK", "EOPNOTSUPP"}
# A failure of these is one of publishing: nothing is put, and the number's text is said.
PUBLISHING = {"write", "fsync", "close-made", "mkdirat", "renameat2"}
# What cannot be removed stays: where removing itself fails, and a lock of which it is not known whose it is.
CLEANING = {"unlinkat", "openat", "open", "getdents64", "lseek"}
LOCKING = {"lock", "fstat", "fstatat"}


def fault(job):
    k, name, how, ever = job
    number = how if how == "short" else getattr(errno, how)
    return {"CALLS": 1, "AT": k, "HOW": number, "ONLY": name, **({"EVER": 1} if ever else {})}


def check_silent(at, result, said):
    if result.code != at.code or not at.is_all("new"):
        return said + f"noticed: exit code {result.code}, {at.versions()}, {result.err}"
    return None


def check_loud(at, job, result, said):
    _, name, how, ever = job
    found, rest = at.versions()
    states = set(found.values())
    if result.code == at.code and name in PUBLISHING and how not in OTHER_WORDS:
        return said + "not noticed"
    if result.code == at.code:
        states.discard("new")
    elif result.code == 3 and "E-PLG-003" in result.err:
        # a plugin that could not be asked costs its category; that is another bundle, and a whole one
        states = set() if is_whole(snapshot(at.outputs[0])) else {"broken"}
    elif result.code in NAMED and "-" in result.err:
        states.discard("old")
        if ever and name in ("renameat2", "fsync"):
            states.discard("new")  # nor could it be taken back
    if states:
        return said + f"exit code {result.code}, {found}, {result.err}"
    locks = [n for n in rest if n.endswith(".juri-lock")]
    if rest and not (name in CLEANING and ("W-OUT-002" in result.err or locks == rest or ever)) and \
            not (name in LOCKING and locks == rest and result.code in (73, 75)):
        return said + f"left behind {rest}"
    if result.code in NAMED and name in PUBLISHING and how not in OTHER_WORDS and \
            os.strerror(getattr(errno, how)) not in result.err:
        return said + f"does not say {how}: {result.err}"
    return None


def check_next(at, said):
    again = at.run(None)
    if again.code != at.code or not at.is_all("new"):
        return said + f"the next run ends with {again.code}, {at.versions()}: {again.err}"
    return None


def fail(at, job):
    k, name, how, ever = job
    said = f"{name} {k} {how}{' and ever after' if ever else ''}: "
    at.reset()
    result = at.run(fault(job))
    if result.code is None or result.code < 0:
        return said + f"ended with {result.code}"
    silent = how in SILENT.get(name, [])
    wrong = check_silent(at, result, said) if silent else check_loud(at, job, result, said)
    if not wrong and at.versions() != ({os.path.basename(p): "new" for p in at.outputs}, []):
        wrong = check_next(at, said)
    return wrong


def jobs_of(calls):
    for name, count in sorted(collections.Counter(calls).items()):
        for k in range(1, count + 1):
            for how in SILENT.get(name, []):
                yield k, name, how, False
            for how in LOUD.get(name, []):
                yield k, name, how, False
                yield k, name, how, True
        if "short" in SILENT.get(name, []):
            yield 1, name, "short", True


def one_of_each(jobs):
    """Each fault of each call once at least, now here, now there among the calls of that name; that of an exchange everywhere, since folders differ from files."""
    kinds = collections.defaultdict(list)
    for job in jobs:
        kinds[job[1:]].append(job)
    exchanges = [job for job in jobs if job[1:3] == ("renameat2", "EINVAL")]
    return [same[i * 7 % len(same)] for i, same in enumerate(kinds.values())] + exchanges


def place(name, more, old):
    files = [f"{HERE}/round.ini"]
    return Place(name, ["score"] + files + [f"{HERE}/new.csv"] + more,
                 ["score"] + files + [f"{HERE}/old.csv"] + more if old else (), True)


def is_frozen(folder):
    """All that a freeze has, or nothing at all."""
    return not os.path.exists(folder) or os.path.exists(folder + "/frozen.json") and \
        read(folder + "/evidence/00001-new.csv") == read(f"{HERE}/new.csv")


def freeze_with(name, how, k):
    """Freezing while a call fails: the folder is whole or not there, and the number is said."""
    folder = f"{OUT}/frozen-{name}-{how}-{k}"
    pid = start(["freeze", f"{HERE}/round.ini", f"{HERE}/new.csv", "-o", folder],
                {"CALLS": 1, "AT": k, "HOW": getattr(errno, how), "ONLY": name}, folder + ".out", folder + ".err")
    code, said = wait(pid), read(folder + ".err").decode()
    if not is_frozen(folder) or (code == 0) != os.path.exists(folder) or (code and os.strerror(getattr(errno, how)) not in said):
        return f"freeze, {name} {k} {how}: exit code {code}, {said}"
    return None


def write_to_device(k):
    """A device whose close fails: written to in place, and said."""
    pid = start(["score", f"{HERE}/round.ini", f"{HERE}/new.csv", "-q", "--csv", "/dev/null", "--in-process"],
                {"CALLS": 1, "AT": k, "HOW": errno.EIO, "ONLY": "close"}, f"{OUT}/device.out", f"{OUT}/device.err")
    code, said = wait(pid), read(f"{OUT}/device.err").decode()
    return code == 74 and "/dev/null" in said and os.strerror(errno.EIO) in said


def others(tally):
    for name in ("mkdirat", "renameat2", "write", "fsync", "close-made"):
        for k in (1, 2, 3):
            tally.add(freeze_with(name, "EDQUOT" if name == "mkdirat" else "EIO", k))
    tally.add(None if sum(map(write_to_device, range(1, 31))) == 1 else "a device whose close fails is not told once among 30 closes")


def main():
    build()
    tally = Tally("system call faults")
    others(tally)
    for i, (more, old) in enumerate(((["--in-process"], True), ([], True), (["--in-process"], False))):
        pool = Pool(lambda n: place(f"calls-{i}-{n}", more, old))
        at = pool.places.get()
        calls = at.calls()
        pool.places.put(at)
        unknown = set(calls) - set(LOUD) - set(SILENT)
        if unknown:
            tally.add(f"no fault is known for {sorted(unknown)}")
        jobs = list(jobs_of(calls))
        for wrong in pool.each(fail, jobs if FULL else one_of_each(jobs)):
            tally.add(wrong)
    return 0 if tally.tell() else 1


if __name__ == "__main__":
    sys.exit(main())
