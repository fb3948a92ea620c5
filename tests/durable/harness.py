"""Runs of juri in which one call goes wrong (shim.c), and what must stand afterwards."""
import concurrent.futures
import hashlib
import json
import os
import queue
import select
import shutil
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
JURI, BUILD, OUT = os.environ["JURI"], os.environ["BUILD"], os.environ["OUT"]
FULL = os.environ.get("FULL") == "1" or "all" in sys.argv[1:]
NAMED = {64, 65, 66, 69, 70, 71, 73, 74, 75, 77, 78}
SECONDS = 60
WORKERS = max(2, os.cpu_count() or 1)
MANIFEST = "manifest.json"


def preload():
    linked = subprocess.run(["ldd", JURI], capture_output=True, text=True).stdout
    asan = [line.split("=>")[1].split()[0] for line in linked.splitlines() if "libasan" in line]
    return ":".join(asan + [os.path.join(OUT, "shim.so")]), bool(asan)


PRELOAD, SANITIZED, COVERED = "", False, False


def build():
    global PRELOAD, SANITIZED, COVERED
    COVERED = b".gcda" in read(JURI)
    compiler = os.environ.get("CC", "cc").split()
    subprocess.run(compiler + ["-O1", "-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o",
                               os.path.join(OUT, "shim.so"), os.path.join(HERE, "shim.c"), "-ldl"], check=True)
    PRELOAD, SANITIZED = preload()


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


def environment(faults):
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "LANGUAGE": "en", "TMPDIR": OUT + "/tmp"}
    env.update({"FAULT_" + name: str(value) for name, value in (faults or {}).items()})
    if COVERED:
        env["FAULT_COVERAGE"] = "1"
    return env | {"LD_PRELOAD": PRELOAD, "ASAN_OPTIONS": "detect_leaks=0"}


def start(arguments, faults, out, err):
    actions = [(os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
               (os.POSIX_SPAWN_OPEN, 2, err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)]
    return os.posix_spawn(JURI, [JURI] + arguments, environment(faults), file_actions=actions)


def wait(pid):
    """The exit code, minus the number of a signal, or None for a run that hangs (it is killed then)."""
    end = os.pidfd_open(pid)
    ready = select.select([end], [], [], SECONDS)[0]
    os.close(end)
    if not ready:
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    return os.waitstatus_to_exitcode(status) if ready else None


def read(path):
    with open(path, "rb") as file:
        return file.read()


def snapshot(folder):
    files = {}
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        files[entry.name] = snapshot(entry.path) if entry.is_dir(follow_symlinks=False) else read(entry.path)
    return files


def timeless(files):
    """A bundle without what differs from run to run: the time in its manifest."""
    kept = dict(files)
    if MANIFEST in kept:
        manifest = json.loads(kept[MANIFEST])
        manifest["written"] = ""
        kept[MANIFEST] = manifest
    return kept


def is_whole(files):
    """The manifest is there and lists exactly what is there, with its hashes."""
    listed = {f["name"]: f["sha256"] for f in json.loads(files[MANIFEST])["files"]}
    return listed == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}


class Place:
    """A folder in which runs write, and what it held before and should hold after."""

    def __init__(self, name, arguments, old=(), single=False, bundle=True):
        self.root = os.path.join(OUT, name)
        self.place = self.root + "/place"
        files = {"--csv": f"{self.place}/r.csv", "--wide": f"{self.place}/w.csv", "--json": f"{self.place}/r.json"}
        self.outputs = ([f"{self.place}/hasil"] if bundle else []) + (list(files.values()) if single else [])
        more = (["-q", "-o", self.outputs[0]] if bundle else []) + (
            [word for option in files.items() for word in option] if single else [])
        self.arguments, self.code = arguments + more, 0
        os.makedirs(self.place)
        self.before, self.after = {}, {}
        if old:
            self.run(None, list(old) + more)
            self.before = snapshot(self.place)
        self.code = self.run(None).code
        self.after = snapshot(self.place)
        self.reset()

    def reset(self):
        shutil.rmtree(self.place)
        os.mkdir(self.place)
        for name, data in self.before.items():
            if isinstance(data, dict):
                os.mkdir(f"{self.place}/{name}")
            for inner, bytes_ in (data.items() if isinstance(data, dict) else [("", data)]):
                with open(f"{self.place}/{name}/{inner}".rstrip("/"), "wb") as file:
                    file.write(bytes_)

    def run(self, faults, arguments=None):
        pid = start(arguments or self.arguments, faults, self.root + "/out", self.root + "/err")
        code = wait(pid)
        return Result(code, read(self.root + "/out"), read(self.root + "/err").decode(errors="replace"))

    def versions(self):
        """For each output "old", "new" or what is wrong with it; and what else is there."""
        now, found = snapshot(self.place), {}
        for path in self.outputs:
            name = os.path.basename(path)
            data = now.pop(name, None)
            if data == self.before.get(name):
                found[name] = "old"
            elif isinstance(data, dict) and MANIFEST in data and is_whole(data) and \
                    timeless(data) == timeless(self.after[name]):
                found[name] = "new"
            else:
                found[name] = "new" if data == self.after[name] and data is not None else "broken"
        return found, sorted(now)

    def is_all(self, version):
        found, rest = self.versions()
        return set(found.values()) == {version} and not rest

    def calls(self, only=None, **more):
        """The names of the calls of a run, in order."""
        report = self.root + "/count"
        self.reset()
        self.run({"COUNT": report, "CALLS": 1, **more})
        self.reset()
        return read(report).decode().split()


class Pool:
    """Jobs side by side, each with a place of its own."""

    def __init__(self, make):
        self.make, self.places, self.made = make, queue.Queue(), 0
        for i in range(WORKERS):
            self.places.put(make(i))

    def each(self, work, jobs):
        def one(job):
            place = self.places.get()
            try:
                return work(place, job)
            finally:
                self.places.put(place)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(one, jobs))


class Tally:
    """Counts what held; the first of what did not is shown."""

    def __init__(self, what):
        self.what, self.good, self.bad = what, 0, []

    def add(self, wrong):
        if wrong:
            self.bad.append(wrong)
        else:
            self.good += 1

    def tell(self):
        for line in self.bad[:10]:
            print("  " + line)
        print(f"{self.what}: {self.good} of {self.good + len(self.bad)}")
        return not self.bad


def sample(jobs, most):
    """Evenly spread, the same at every time; all of them in the full run."""
    if FULL or len(jobs) <= most:
        return jobs
    return [jobs[i * len(jobs) // most] for i in range(most)]
