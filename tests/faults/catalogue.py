"""Runs the catalogue of wrong inputs; README.md has the format. Arguments: globs of cases (ini/weight*)."""

import collections
import concurrent.futures
import fnmatch
import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(os.environ["OUT"])
BUILD = pathlib.Path(os.environ["BUILD"]).resolve()
ENVIRONMENT = {"PATH": f"{BUILD}:{os.environ['PATH']}", "LC_ALL": "C", "HOME": str(OUT),
               "BUILD": str(BUILD), "PYTHON": sys.executable, "TOP": str(HERE.parent.parent),
               **{name: os.environ[name] for name in ("GCOV_ERROR_FILE",) if name in os.environ}}  # make coverage
COMPILE = [os.environ.get("CC", "cc"), "-shared", "-fPIC", "-D_GNU_SOURCE",
           f"-I{HERE.parent.parent}/include", f"-I{HERE.parent}/plugins"]
SECONDS = 30


# --- A case as it is written ---

def read_case(path):
    case, section = collections.defaultdict(list), None
    for line in path.read_text().splitlines():
        if line.startswith("--- "):
            section = tuple(line[4:].split(maxsplit=1))
            case[section] = []
        elif section:
            case[section].append(line)
    return case


def words(case, kind):
    return [section[1] for section in case if section[0] == kind and len(section) > 1]


def to_bytes(lines):
    text = re.sub(r"\{(\d+)\*([^}]*)\}", lambda m: m[2] * int(m[1]), "".join(lines))
    return text.encode().decode("unicode_escape").encode("latin-1")


# --- Its folder ---

def lay_out(case, folder, kind):
    shutil.copytree(HERE / "base", folder, copy_function=shutil.copyfile)  # modes of our own
    if (HERE / kind / "base").exists():
        shutil.copytree(HERE / kind / "base", folder, copy_function=shutil.copyfile, dirs_exist_ok=True)
    shutil.copytree(OUT / "good", folder / "results")
    for kind in ("file", "bytes", "c"):
        for name in words(case, kind):
            path = folder / name.split()[0]
            path.parent.mkdir(exist_ok=True)
            if kind == "c":
                compile_plugin(path, name.split()[1:], case[kind, name])
            elif kind == "bytes":
                path.write_bytes(to_bytes(case[kind, name]))
            else:
                path.write_text("\n".join(case[kind, name]) + "\n")
    shell("\n".join(case["setup",]), folder).check_returncode()


def compile_plugin(path, flags, lines):
    subprocess.run([*COMPILE, "-x", "c", "-", "-x", "none", "-o", path, *flags], input="\n".join(lines).encode(), check=True,
                   cwd=path.parent)
    path.chmod(0o755)


def shell(line, folder, environment=None):
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment or ENVIRONMENT, capture_output=True, timeout=SECONDS,
                          stdin=subprocess.DEVNULL)


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


# --- What must hold ---

def matches(expected, found):
    return re.fullmatch(".*?".join(map(re.escape, re.split(r" ?\.\.\. ?", expected))), found)


def compare_lines(expected, found):
    if expected and expected[-1] == "...":
        expected, found = expected[:-1], found[:len(expected) - 1]
    for number, line in enumerate(found):
        if number >= len(expected):
            yield f"stderr: more than expected: {line}"
        elif not matches(expected[number], line):
            yield f"stderr: expected {expected[number]}\n          found    {line}"
    for line in expected[len(found):]:
        yield f"stderr: expected {line}\n          found    nothing"


def compare_output(expected, found):
    for line in expected:
        while found and not matches(line, found[0]):
            found = found[1:]
        if not found:
            yield f"stdout: expected {line}"
        found = found[1:]


def faults_of(case, run, before, after):
    code = int(words(case, "exit")[0])
    stderr = run.stderr.decode(errors="replace")
    if run.returncode != code:
        yield f"exit code: expected {code}, found {run.returncode}"
    if re.search(r"[^\n\x20-\x7e\xa0-\U0010ffff]|\ufffd", stderr):
        yield "stderr: control bytes or no UTF-8"
    yield from compare_lines(case["stderr",], stderr.splitlines())
    yield from compare_output(case["stdout",], run.stdout.decode().splitlines())
    if code not in (0, 3):
        if run.stdout and not case["stdout",]:
            yield "stdout: something was printed"
        for name in sorted(before.keys() ^ after.keys()):
            yield f"files: {name} {'is gone' if name in before else 'was left behind'}"
        for name in sorted(before.keys() & after.keys()):
            if before[name] != after[name]:
                yield f"files: {name} has changed"


def command(case):
    given = [name for kind in ("file", "bytes") for name in words(case, kind) if name.startswith("evidence.")]
    folder = "results" if words(case, "exit")[0] not in ("0", "3") else "new"
    default = f"juri score round.ini {given[0] if given else 'evidence.csv'} --plugins plugins -q -o {folder}"
    return "\n".join(case["run",]) or default


@functools.cache
def sandbox():
    """What a check says of the sandbox that plugins run in."""
    return shell(f"juri plugins check --no-valgrind {BUILD}/plugins/example.so", HERE).stdout


def has_seccomp():
    """Whether plugins run without system calls; under the sanitizers they have some."""
    return b"rlimits seccomp" in sandbox()


def has_capture():
    """Whether what plugins write to standard error is taken; the sanitizers keep it for their reports."""
    return b"sanitizer build" not in sandbox()


def run_case(name):
    case, folder = read_case(HERE / name), OUT / name.replace("/", "-")
    if ("needs", "root") in case and os.getuid() != 0 or ("needs", "seccomp") in case and not has_seccomp():
        return None
    lay_out(case, folder, name.split("/")[0])
    before = content(folder)
    try:
        run = shell(command(case), folder)
    except subprocess.TimeoutExpired:
        return [f"no end within {SECONDS} s"]
    return list(faults_of(case, run, before, content(folder)))


# --- Which rows of what can go wrong are shown ---

def read_rows():
    """Row to what is said of it after its title: "", "stage NAME..", "later WHY", "open"."""
    rows = {}
    for line in (HERE / "rows").read_text().splitlines():
        if not line.startswith("#"):
            row, rest = line.split(maxsplit=1)
            rows[row] = rest if row in rows else ""
    return rows


def rows_of(name):
    head = re.match(r"# (\w+(?:, \w+)*): \S", (HERE / name).read_text())
    return head[1].split(", ") if head else []


def check_rows(names):
    """Faults of the catalogue, and a sentence on its rows."""
    rows, cases, open_rows, later, staged = read_rows(), collections.Counter(), [], 0, 0
    faults = [f"{name}: expected a first line with the rows of tests/faults/rows that it shows (# T23: ..)"
              for name in names if not rows_of(name)]
    for name in names:
        faults += [f"{name}: there is no row {row}" for row in rows_of(name) if row not in rows]
        cases.update(rows_of(name))
    for row, rest in rows.items():
        missing = [stage for stage in rest.split()[1:] if not (HERE.parent / stage / "run").exists()]
        if rest == "open" or (rest.startswith("stage") and missing):
            open_rows += [row] if cases[row] < 2 else []
        elif rest.startswith("stage"):
            staged += 1
        elif rest.startswith("later"):
            later += 1
        elif cases[row] < 2:
            faults.append(f"{row}: expected at least two cases, found {cases[row]}")
    shown = len(rows) - len(open_rows) - later - staged
    return faults, (f"{len(names)} cases, all {shown} rows have at least two; {staged} rows are shown by other stages, {later} wait" +
                    (f"; OPEN: {', '.join(open_rows)}" if open_rows else ""))


def main():
    os.umask(0o022)
    globs = [glob + "*" for glob in sys.argv[1:]] or ["*"]
    names = sorted(str(path.relative_to(HERE)) for path in HERE.glob("*/*.case"))
    names = [name for name in names if any(fnmatch.fnmatch(name, glob) for glob in globs)]
    shell(f"juri score round.ini evidence.csv -q -o {OUT}/good", HERE / "base").check_returncode()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(names, pool.map(run_case, names)))
    for name, faults in results.items():
        for fault in faults or []:
            print(f"{name}: {fault}")
    kinds = collections.Counter(name.split("/")[0] for name, faults in results.items() if faults == [])
    bad, left = sum(bool(f) for f in results.values()), sum(f is None for f in results.values())
    print("wrong inputs: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) +
          f" as the catalogue says; {bad} not, {left} left out")
    faults, sentence = check_rows(names) if not sys.argv[1:] else ([], "")
    print("\n".join(faults) or sentence)
    return bool(bad or faults) or not names


if __name__ == "__main__":
    sys.exit(main())
