"""Runs each wrong input of tests/faults with --diagnostics text and json: the same problems, in objects of the schema."""

import concurrent.futures
import json
import os
import pathlib
import re
import sys

import jsonschema

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "faults"))
import catalogue  # noqa: E402 (what it needs is set by tests/run)

SCHEMA = json.loads((TOP / "core/diagnostics.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
GOOD = {"severity": "error", "code": "E-CSV-002", "message": "m"}
WRONG = [{"line": 1}, {"severity": "fatal"}, {"code": "CSV-2"}, {"message": ""}, {"file": "f", "column": 1}, {"count": 0},
         {"pointer": "a"}, {"extra": 1}]
HIDDEN = re.compile("[\0-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def escaped(text):
    return HIDDEN.sub(lambda m: (r"\x%02x" if ord(m[0]) < 0x100 else r"\u%04x") % ord(m[0]), text)


def as_text(problem):
    """The line that the text form has for it."""
    place = ":".join(str(problem[name]) for name in ("file", "line", "column") if name in problem)
    line = "".join(f"{part}: " for part in (problem.get("sample"), escaped(place), problem["code"]) if part)
    line += problem["message"]
    line += f" (record {problem['record']})" if "record" in problem else ""
    return line + (f" (at {escaped(problem['pointer']) or chr(34) * 2})" if "pointer" in problem else "")


def lines(name, form):
    case, folder = catalogue.read_case(catalogue.HERE / name), catalogue.OUT / form / name.replace("/", "-")
    catalogue.lay_out(case, folder, name.split("/")[0])
    environment = catalogue.ENVIRONMENT | {"PATH": f"{catalogue.OUT}/{form}-bin:{catalogue.ENVIRONMENT['PATH']}"}
    run = catalogue.shell(catalogue.command(case), folder, environment)
    return run.returncode, run.stderr.decode(errors="replace").replace(f"{catalogue.OUT}/{form}/", "").splitlines()


def of_text(line):
    """What a line of text has beside the problem: a name that the program puts before what has no place, a hint."""
    return "" if line == "Try juri --help." else line.removeprefix("juri: ")


def compare(name):
    text_code, text = lines(name, "text")
    json_code, objects = lines(name, "json")
    if text[:1] and text[0].startswith("juri: scores agencies"):
        return [] if len(objects) == 1 and json.loads(objects[0]) else [f"{name}: the help is no object"]
    text = [of_text(line) for line in text if of_text(line)]
    found = [f"{name}: exit code {text_code} as text, {json_code} as JSON"] if text_code != json_code else []
    said = []
    for line in objects:
        try:
            problem = json.loads(line)
        except ValueError:
            found.append(f"{name}: no JSON: {line}")
            continue
        if not VALIDATOR.is_valid(problem):
            found.append(f"{name}: {jsonschema.exceptions.best_match(VALIDATOR.iter_errors(problem)).message}: {line}")
            continue
        if HIDDEN.search(line):
            found.append(f"{name}: control characters: {line!r}")
        if problem["severity"][0] != problem["code"][0].lower():
            found.append(f"{name}: severity and code differ: {line}")
        said.append(as_text(problem))
    return found + [f"{name}: as text {a!r}, as JSON {b!r}" for a, b in zip(text, said) if a != b] + \
        ([f"{name}: {len(text)} lines as text, {len(said)} as JSON"] if len(text) != len(said) else [])


def main():
    os.umask(0o022)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert VALIDATOR.is_valid(GOOD) and not any(VALIDATOR.is_valid(GOOD | wrong) for wrong in WRONG)
    for form in ("text", "json"):
        (catalogue.OUT / f"{form}-bin").mkdir()
        program = catalogue.OUT / f"{form}-bin" / "juri"
        program.write_text(f'#!/bin/sh\nexec "{catalogue.BUILD}/juri" --diagnostics {form} "$@"\n')
        program.chmod(0o755)
    names = sorted(str(path.relative_to(catalogue.HERE)) for path in catalogue.HERE.glob("*/*.case")
                   if not re.search(" 2>|--diagnostics", path.read_text()))  # those look at it themselves
    catalogue.shell(f"juri score round.ini evidence.csv -q -o {catalogue.OUT}/good", catalogue.HERE / "base").check_returncode()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = sum(pool.map(compare, names), [])
    print("\n".join(found) or f"diagnostics: text and JSON say the same of {len(names)} wrong inputs; each object is valid")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
