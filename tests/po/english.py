"""Looks for English in what juri says in Indonesian: the wrong inputs of tests/faults, and runs that go well."""

import concurrent.futures
import os
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "faults"))
import catalogue  # noqa: E402 (what it needs is set by tests/run)

# Words of sentences, none of them Indonesian, a key or a value of the files.
WORDS = set("""the and an not with without is are was were be been has have had does did cannot that which there must than
    from their its it this these those only every each any-of expected found here you your mean would into beyond because
    agency agencies round records score scores rank ranked evidence category categories group groups criteria criterion
    weights measure measures points withheld missing tied prizes reason assumptions default folder file line column
    unknown wrong fails failed differ differs same rounded published real""".split())

# What is in English for a reason: what people wrote, names, texts of plugins.
NAMES = [r'"(?:[^"\\]|\\.)*"', r"\[[^]]*\]", r"\b[\w./-]*[./_][\w./-]*", r"--?[a-z-]+", r"\b[a-z-]+ = [^;,]*"]
KEYS = set(re.findall(r'^    \{"([a-z-]+)"', (TOP / "core/keys.c").read_text(), re.M))

RUNS = [
    "juri --help",
    "juri check --help",
    "juri score --help",
    "juri reproduce --help",
    "juri template --help",
    "juri plugins --help",
    "juri check --keys",
    "juri check {TOP}/config/bkn-2023.ini --quiet",
    "juri check {TOP}/tests/stages/three.ini --against {TOP}/tests/stages/two.ini",
    "juri score {TOP}/config/bkn-2023.ini {TOP}/samples/bkn-2023/evidence --category nspk --all --top 3",
    "juri reproduce {TOP}/samples/bkn-2023",
    "juri template {TOP}/tests/golden/weighted/round.ini --fields",
    "juri plugins check {BUILD}/plugins/generic.so",
    "juri plugins check {TOP}/Makefile",
    "juri plugins describe nowhere",
    "juri nothing",
    "juri score --top x",
]


def english(line):
    for name in NAMES:
        line = re.sub(name, " ", line)
    return sorted(set(re.findall(r"[a-z][a-z'-]*", line)) & WORDS)


def say(name, lines):
    return [f"{name}: {', '.join(english(line))}: {line}" for line in lines if english(line)]


def texts(run):
    return (run.stdout + run.stderr).decode(errors="replace").splitlines()


def run_well(command):
    run = catalogue.shell(command.format(TOP=TOP, BUILD=catalogue.BUILD), TOP)
    return say(command, texts(run)) if texts(run) else [f"{command}: says nothing"]


def run_wrong(name):
    case, folder = catalogue.read_case(catalogue.HERE / name), catalogue.OUT / name.replace("/", "-")
    catalogue.lay_out(case, folder, name.split("/")[0])
    return say(name, catalogue.shell(catalogue.command(case), folder).stderr.decode(errors="replace").splitlines())


def main():
    os.umask(0o022)
    catalogue.ENVIRONMENT["LANGUAGE"] = "id"
    names = sorted(str(path.relative_to(catalogue.HERE)) for path in catalogue.HERE.glob("*/*.case"))
    catalogue.shell(f"juri score round.ini evidence.csv -q -o {catalogue.OUT}/good", catalogue.HERE / "base").check_returncode()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = sum([*pool.map(run_wrong, names), *pool.map(run_well, RUNS)], [])
    print("\n".join(found) or f"{sys.argv[1]} texts in Indonesian; no English in {len(names)} wrong inputs and {len(RUNS)} runs")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
