"""Two runs at once, readers, signals, outputs that go nowhere, few means, odd names: each said or survived."""
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time

from harness import BUILD, FULL, HERE, JURI, MANIFEST, OUT, Place, Tally, build, environment, is_whole, read, start, \
    timeless, wait
import harness

D = HERE + "/"
NEW, OLD = [D + "round.ini", D + "new.csv"], [D + "round.ini", D + "old.csv"]
SAMPLE = "samples/asn-2021-2"
COMMANDS = [["score"] + NEW, ["score"] + NEW + ["--csv", "-"], ["score"] + NEW + ["--wide", "-"],
            ["score"] + NEW + ["--json", "-"], ["check"] + NEW, ["check", "--keys"],
            ["check", D + "more.ini", "--against", D + "round.ini"], ["reproduce", SAMPLE],
            ["template", D + "round.ini"], ["plugins"], ["plugins", "describe", "generic"],
            ["plugins", "check", BUILD + "/plugins/generic.so"], ["--help"], ["score", "--help"], ["--version"]]
FAST = ["--in-process"]


def shell(script, *arguments, **more):
    return subprocess.run(["sh", "-c", script, "sh", *arguments], capture_output=True, timeout=harness.SECONDS,
                          env=environment(None) | {"JURI": JURI}, check=False, **more)


def place(name):
    return Place(name, ["score"] + NEW + FAST, ["score"] + OLD + FAST, True)


# --- Two runs ---

class Held:
    """A run that stands still before one of its calls."""

    def __init__(self, at, call):
        self.at, self.stop = at, at.root + "/go-on"
        for path in (self.stop, self.stop + ".reached"):
            if os.path.exists(path):
                os.unlink(path)
        at.reset()
        self.pid = start(at.arguments, {"CALLS": 1, "AT": call, "STOP": self.stop}, at.root + "/first", at.root + "/said")
        end = time.monotonic() + harness.SECONDS
        while not os.path.exists(self.stop + ".reached") and time.monotonic() < end:
            time.sleep(.001)

    def go_on(self):
        open(self.stop, "w", encoding="ascii").close()
        return wait(self.pid)


def two_runs(at, tally):
    """Wherever the first one is, from its number in the lock to the end of its renames, the second ends at once and changes nothing."""
    calls = at.calls()
    first, last = calls.index("write") + 2, len(calls) - calls[::-1].index("renameat2")
    points = range(first, last + 1, 1 if FULL else max(1, (last - first) // 12))
    for call in points:
        held = Held(at, call)
        before, began = at.versions()[0], time.monotonic()
        second = at.run(None)
        took, between = time.monotonic() - began, at.versions()[0]
        code = held.go_on()
        wrong = None
        if second.code != 75 or f"process {held.pid} " not in second.err or "E-OUT-004" not in second.err:
            wrong = f"the second run ends with {second.code}: {second.err}"
        elif took > 5 or before != between:
            wrong = f"the second run took {took} s and left {between}"
        elif code != 0 or not at.is_all("new"):
            wrong = f"the first run ends with {code}, {at.versions()}"
        tally.add(wrong and f"two runs, at call {call}: {wrong}")


def dead_holder(at, tally):
    """A lock that nobody holds is none, whatever it says; one that is no file of ours is not followed."""
    lock = at.outputs[0] + ".juri-lock"
    for text in (b"", b"1\n", b"x" * 5000):
        at.reset()
        with open(lock, "wb") as file:
            file.write(text)
        code = at.run(None).code
        tally.add(None if code == 0 and at.is_all("new") else f"a lock left behind: {code}, {at.versions()}")
    at.reset()
    victim = at.root + "/victim"
    with open(victim, "wb") as file:
        file.write(b"mine")
    os.symlink(victim, lock)
    result = at.run(None)
    tally.add(None if result.code == 73 and read(victim) == b"mine" else f"a lock that is a link: {result.code}")
    os.unlink(lock)


def leavings(at, tally):
    """What killed runs left goes; what only looks like it, and what links lead to, stays."""
    at.reset()
    base = at.outputs[0] + ".juri-"
    shutil.copytree(at.outputs[0], base + "abcdef")
    os.unlink(base + "abcdef/" + MANIFEST)
    os.mkdir(base + "empty0")
    with open(at.outputs[1] + ".juri-zzzzzz", "w", encoding="ascii") as file:
        file.write("half")
    os.mkdir(base + "frozen")
    os.mkdir(base + "frozen/evidence")
    open(base + "frozen/evidence/x.csv", "w", encoding="ascii").close()
    kept = [base + "abcdeX", base + "abcde", base + "others", base + "linked", base + "nested"]
    os.mkdir(kept[0])
    os.mkdir(kept[1])
    os.mkdir(kept[2])
    open(kept[2] + "/notes.txt", "w", encoding="ascii").close()
    os.symlink(at.root + "/victim", kept[3])
    os.makedirs(kept[4] + "/evidence/deeper")
    result = at.run(None)
    left = sorted(at.versions()[1])
    tally.add(None if result.code == 0 and left == sorted(os.path.basename(k) for k in kept) else
              f"leavings: {result.code}, {left}: {result.err}")
    tally.add(None if os.path.exists(at.root + "/victim") else "a link was followed")


# --- Readers ---

def readers(tally):
    """While runs exchange old and new, a path always leads to a whole file, and an open folder is one whole version."""
    at = place("readers")
    path, seen, stop = at.outputs[0], {"old": 0, "new": 0, "gone": 0}, threading.Event()
    known = {at.before["hasil"]["rankings.csv"]: "old", at.after["hasil"]["rankings.csv"]: "new"}
    wrong = []

    def look():
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            files = {}
            for name in sorted(os.listdir(folder)):
                with open(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
                    files[name] = file.read()
            if MANIFEST not in files:
                raise FileNotFoundError
            if not is_whole(files):
                raise FileNotFoundError if set(files) < set(at.before["hasil"]) else AssertionError("a mixed bundle")
        except FileNotFoundError:
            seen["gone"] += 1  # the version that was opened is being removed; it is noticed, and one looks again
        finally:
            os.close(folder)

    def watch():
        while not stop.is_set():
            try:
                seen[known[read(path + "/rankings.csv")]] += 1
                look()
            except (OSError, KeyError, AssertionError) as error:
                wrong.append(repr(error))

    thread = threading.Thread(target=watch)
    thread.start()
    for i in range(200 if FULL else 40):
        code = at.run(None, (["score"] + (NEW if i % 2 else OLD) + FAST) + at.arguments[4:]).code
        if code != 0:
            wrong.append(f"exit code {code}")
    stop.set()
    thread.join()
    if not seen["old"] or not seen["new"]:
        wrong.append(f"seen: {seen}")
    tally.add(f"readers: {wrong[0]}" if wrong else None)


# --- Signals ---

def ended_by_signals(at, tally):
    """Ctrl-C and the like leave no lock; while something is put in its place they have to wait."""
    calls = at.calls()
    lock, rename = calls.index("lock") + 3, calls.index("renameat2") + 1
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        for call, version in ((lock, "old"), (rename, "new"), (rename + 1, "new")):
            held = Held(at, call)
            os.kill(held.pid, number)
            code = held.go_on()
            tally.add(None if code == -number and at.is_all(version) else
                      f"signal {number} at call {call}: {code}, {at.versions()}")


def interrupted(at, tally):
    """A signal every 150 microseconds, to the whole of a run; standard output is a pipe that is read slowly."""
    for more in (FAST, []):
        for command in COMMANDS[:-3]:
            arguments = command + (more if "--keys" not in command and command[0] != "plugins" else [])
            quiet = subprocess.run([JURI] + arguments, capture_output=True, env=environment(None), check=False)
            env = environment({"TIMER": 150})
            with subprocess.Popen([JURI] + arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as run:
                out = b""
                while chunk := os.read(run.stdout.fileno(), 1000):
                    out += chunk
                    time.sleep(.0005)
                err = run.stderr.read()
            tally.add(None if (run.returncode, out) == (quiet.returncode, quiet.stdout) else
                      f"interrupted: {arguments}: {run.returncode}, {err}")
        at.reset()
        result = at.run({"TIMER": 100, "PIECES": 100})
        tally.add(None if result.code == 0 and at.is_all("new") else f"interrupted: {result.err}, {at.versions()}")


# --- Outputs that go nowhere ---

def nowhere(tally):
    for command in COMMANDS:
        for script in ('"$JURI" "$@" >&-', '"$JURI" "$@" >/dev/full', '"$JURI" "$@" <&- >&-',
                       '{ "$JURI" "$@"; echo $? >&3; } 3>"$OUT_CODE" | true'):
            code_file = OUT + "/code"
            result = shell(f'OUT_CODE={code_file}; ' + script, *command)
            code = int(read(code_file)) if "OUT_CODE" in script else result.returncode
            known = {74} if "OUT_CODE" not in script else {74, 0, 1}  # true may not have ended yet
            said = b"standard output" in result.stderr or b"E-OUT-001" in result.stderr
            tally.add(None if code in known and (said or code != 74) else
                      f"{script}: {command}: exit code {code}, {result.stderr}")
        result = shell('"$JURI" "$@" <&- >&- 2>&-', *command)
        tally.add(None if result.returncode == 74 else f"closed: {command}: exit code {result.returncode}")


def closed(at, tally):
    """No file of a run takes the place of a standard descriptor; a table that is lost publishes nothing."""
    for script in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        at.reset()
        result = shell(f'"$JURI" "$@" {script}', *at.arguments)
        tally.add(None if result.returncode == 0 and at.is_all("new") else f"{script}: {result.returncode}")
    loud = [a for a in at.arguments if a != "-q"]
    for script in (">&-", ">/dev/full"):
        at.reset()
        result = shell(f'"$JURI" "$@" {script}', *loud)
        tally.add(None if result.returncode == 74 and at.is_all("old") else f"{script}: {result.returncode}")


# --- Few means ---

def limited(at, tally):
    """64 MiB of memory, 256 KiB of stack, 16 descriptors: it works, or ends with 71 and says what was wanted."""
    limits = ["-v 65536", "-s 256", "-n 16", "-v 65536 -s 256 -n 16", "-v 20000", "-v 12000", "-n 6", "-n 4", "-f 0", "-f 1"]
    for limit in limits:
        for command in COMMANDS:
            if harness.SANITIZED and "-v" in limit:
                continue
            options = " ".join(f"ulimit {part};" for part in limit.replace(" -", "|-").split("|"))
            result = shell(f'{options} exec "$JURI" "$@"', *command)
            fine = result.returncode in (0, 1) or (result.returncode in (66, 69, 71, 73, 74) and result.stderr)
            tally.add(None if fine else f"{limit}: {command}: {result.returncode}: {result.stderr[:200]}")
    for limit in limits[:3]:  # what is published of BKN 2023 needs no more than this
        result = shell(f'ulimit {limit}; exec "$JURI" "$@"', "score", "config/bkn-2023.ini", "samples/bkn-2023/evidence")
        fine = result.returncode == 0 or (harness.SANITIZED and limit != "-n 16")
        tally.add(None if fine else f"{limit}: BKN 2023: {result.returncode}: {result.stderr[:200]}")
    for limit in ("-f 0", "-f 1"):
        at.reset()
        result = shell(f'ulimit {limit}; exec "$JURI" "$@"', *at.arguments)
        told = b"File too large" in result.stderr and result.returncode in (69, 74)
        tally.add(None if told and at.is_all("old") else f"{limit}: {result.returncode}, {result.stderr}")


# --- Modes and names ---

def modes(tally):
    for mask, folder, file in ((0o000, 0o755, 0o644), (0o077, 0o700, 0o600), (0o022, 0o755, 0o644)):
        where = f"{OUT}/mask-{mask:o}"
        os.mkdir(where)
        result = shell(f'umask {mask:o}; "$JURI" "$@"', "score", *NEW, *FAST, "-q", "-o", where + "/hasil", "--csv",
                       where + "/r.csv")
        found = [stat.S_IMODE(os.stat(p).st_mode) for p in
                 [where + "/hasil", where + "/r.csv"] + [e.path for e in os.scandir(where + "/hasil")]]
        right = result.returncode == 0 and found == [folder] + [file] * (len(found) - 1)
        tally.add(None if right else f"umask {mask:o}: {[oct(m) for m in found]}")


def names(tally):
    """Blanks, line ends, control bytes, no UTF-8; as long as names can be; longer: a sentence, on one line."""
    where = OUT + "/names"
    os.mkdir(where)
    for name in ("a b", "a\nb", "-q", "\x1b[31m", "é", "%s%n", "'\"", "h" * 242):
        place_ = f"{where}/{name}"
        result = shell('"$JURI" "$@"', "score", *NEW, *FAST, "-q", "-o", place_, "--csv", place_ + "c")
        good = result.returncode == 0 and os.path.exists(place_ + "/" + MANIFEST) and os.path.isfile(place_ + "c")
        tally.add(None if good else f"{name!r}: {result.returncode}, {result.stderr}")
    for name in ("h" * 250, "h" * 300, "no\nsuch/c", "/".join(["h" * 200] * 30)):
        result = shell('"$JURI" "$@"', "score", *NEW, *FAST, "-q", "-o", f"{where}/{name}")
        lines = result.stderr.decode().splitlines()
        tally.add(None if result.returncode == 73 and len(lines) == 1 and "E-OUT-001" in lines[0] else
                  f"{name!r}: {result.returncode}, {result.stderr}")
    tally.add(None if all(".juri-" not in n for n in os.listdir(where)) else f"left: {os.listdir(where)}")


def main():
    build()
    tally = Tally("ends of outputs")
    at = place("ends")
    two_runs(at, tally)
    dead_holder(at, tally)
    leavings(at, tally)
    readers(tally)
    ended_by_signals(at, tally)
    interrupted(at, tally)
    nowhere(tally)
    closed(at, tally)
    limited(at, tally)
    modes(tally)
    names(tally)
    return 0 if tally.tell() else 1


if __name__ == "__main__":
    sys.exit(main())
