"""Runs the mistakes of plugin authors, in both languages; README.md has the format. Arguments: names of cases."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
for folder in ("faults", "po"):
    sys.path.insert(0, str(HERE.parent / folder))
import catalogue  # noqa: E402 (what they need is set by tests/run)
import english  # noqa: E402

catalogue.COMPILE = [*catalogue.COMPILE, f"-I{HERE}"]
catalogue.SECONDS = 120  # under valgrind, on a machine that has other work
RUN = "juri plugins check plugins/bad.so --no-valgrind"
INDONESIAN = {**catalogue.ENVIRONMENT, "LANGUAGE": "id"}


def lay_out(case, folder):
    (folder / "plugins").mkdir(parents=True)
    (folder / "tests").mkdir()
    shutil.copytree(HERE / "base", folder, copy_function=shutil.copyfile, dirs_exist_ok=True)
    for kind in ("file", "c"):
        for name in catalogue.words(case, kind):
            path = folder / name.split()[0]
            if kind == "c":
                catalogue.compile_plugin(path, name.split()[1:], case[kind, name])
            else:
                path.write_text("\n".join(case[kind, name]) + "\n")
    catalogue.shell("\n".join(case["setup",]), folder).check_returncode()


def faults_of(case, run, translated):
    code = int(catalogue.words(case, "exit")[0])
    if (run.returncode, translated.returncode) != (code, code):
        yield f"exit code: expected {code}, found {run.returncode}, with --lang id {translated.returncode}"
    yield from catalogue.compare_lines(case["stderr",], run.stderr.decode().splitlines())
    yield from catalogue.compare_output(case["stdout",], run.stdout.decode().splitlines())
    if not case["stderr",] and not case["stdout",]:
        yield "nothing is expected"
    for line in english.texts(translated):
        said = re.sub(r"^  \S+ +[a-z]+ ", "", line)  # the words of a check stay
        for text in case["english",]:
            said = said.replace(text, "")
        if english.english(said):
            yield f"--lang id: {', '.join(english.english(said))}: {line}"


def left_out(case):
    has = {"seccomp": catalogue.has_seccomp, "capture": catalogue.has_capture,
           "valgrind": lambda: catalogue.has_seccomp() and os.access("/usr/bin/valgrind", os.X_OK)}
    return any(not has[word]() for word in catalogue.words(case, "needs"))


def run_case(path):
    case, folder = catalogue.read_case(path), catalogue.OUT / path.stem
    if left_out(case):
        return None
    lay_out(case, folder)
    command = "\n".join(case["run",]) or RUN
    run = catalogue.shell(command, folder)
    shutil.rmtree(folder / "new", ignore_errors=True)
    return list(faults_of(case, run, catalogue.shell(command, folder, INDONESIAN)))


def main():
    os.umask(0o022)
    names = sys.argv[1:] or ["*"]
    paths = sorted(path for name in names for path in (HERE / "cases").glob(name + ".case"))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(paths, pool.map(run_case, paths)))
    for path, faults in results.items():
        for fault in faults or []:
            print(f"{path.stem}: {fault}")
    bad, left = sum(bool(faults) for faults in results.values()), sum(faults is None for faults in results.values())
    print(f"mistakes of authors: {len(paths) - bad - left} get a message that says how to mend it, in two languages; {bad} do not, {left} left out")
    return bool(bad) or not paths


if __name__ == "__main__":
    sys.exit(main())
