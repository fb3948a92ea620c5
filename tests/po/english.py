"""Looks for English in what juri says in Indonesian: the wrong inputs of tests/faults, and runs that go well."""

import concurrent.futures
import os
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "faults"))
import catalogue  # noqa: E402 (what it needs is set by tests/run)

# Words of sentences, none of them Indonesian.
WORDS = set("""the and an of in on at by to for from into not with without is are was were be been have has had does did
    cannot that which there must than their its it this these those only every each all none some one two more most
    least expected found finds you your mean would could because agency agencies round rounds record records score scores
    rank ranked ranks evidence category categories group groups criterion criteria weight weights measure measures
    points withheld missing tied prize prizes award awards reason assumptions default file files line column field key
    section value unknown wrong fails failed differ differs same rounded published real source sources region class
    classes name number nothing another other first last long longer after before beyond below above
    reading measuring removed added moved""".split())

# Words that the files are written in stay in English, and so do what people wrote, names and places.
WORDS -= set(re.findall(r"[a-z]+", " ".join(re.findall(r'^    \{"([a-z-]+)"', (TOP / "core/keys.c").read_text(), re.M))))
WORDS -= set(re.findall(r"[a-z]+", " ".join(re.findall(r'= "([a-z -]+)"', (TOP / "core/value.c").read_text()))))
WORDS -= {"reason", "measures"}  # a fixed column, a check of juri plugins check
NAMES = [r'"(?:[^"\\]|\\.)*"', r"\[[^]]*\]", r"^[\w.-]+ = [^;]*", r"\S*[./_]\S*", r"(?<!\S)--?[a-z-]+", r"\(source: .*"]

GOLDEN = "{TOP}/tests/golden/{0}/round.ini {TOP}/tests/golden/{0}/evidence.csv"
RUNS = [
    *(f"juri {command} --help" for command in ("", "check", "score", "reproduce", "template", "plugins")),
    "juri check --keys",
    "juri check {TOP}/tests/golden/relative/round.ini",
    "juri check {TOP}/config/bkn-2023.ini {TOP}/samples/bkn-2023/evidence --quiet",
    "juri check {TOP}/tests/golden/roles/round.ini --against {TOP}/tests/golden/weighted/round.ini",
    *("juri score --all " + GOLDEN.replace("{0}", name) for name in ("hdi", "relative", "roles", "states", "weighted")),
    "juri score " + GOLDEN.replace("{0}", "roles"),
    "juri reproduce {TOP}/samples/spbe-denpasar-2018 --all",
    "juri template {TOP}/tests/golden/weighted/round.ini --fields",
    "juri plugins check --no-valgrind {BUILD}/plugins/generic.so",
    "juri plugins check {BUILD}/plugins/example.so {TOP}/plugins/example/tests",
    "juri plugins check {TOP}/Makefile",
    "juri plugins check {BUILD}/tests/plugins/null-table.so",
    "juri plugins check {BUILD}/tests/plugins/no-entry.so",
    "juri plugins describe nowhere",
    "juri nothing",
    "juri score --top x",
]


def english(line):
    for name in NAMES:
        line = re.sub(name, " ", line)
    return sorted(set(re.findall(r"[a-z]+(?:-[a-z]+)*", line)) & WORDS)


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
