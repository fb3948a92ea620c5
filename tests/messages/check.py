"""Holds config/MESSAGES.md against the sources and the catalogue of wrong inputs."""

import collections
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
CODE = r"[EWN]-[A-Z]+-\d{3}"
EXITS = dict(re.findall(r"(EXIT_\w+) = (\d+)", (TOP / "core/problem.h").read_text()))
SOURCES = {path: path.read_text() for path in sorted((TOP / "core").rglob("*.[ch]"))}


def page():
    """Code to (exits, meaning, what to do), in order; and what is wrong with the order."""
    rows, faults, area, before = {}, [], "", ()
    for line in (TOP / "config/MESSAGES.md").read_text().splitlines():
        if line.startswith("## "):
            area, before = line[3:].split(":")[0], ()
        match = re.fullmatch(rf"\| ({CODE}) \| ([\d, ]*) ?\| (.+) \| (.+) \|", line)
        if not match:
            if re.match(rf"\| {CODE}", line):
                faults.append(f"a row that cannot be read: {line}")
            continue
        code, exits, meaning, what = match.groups()
        place = ("EWN".index(code[0]), code[2:])
        if code in rows:
            faults.append(f"{code} has two rows")
        if code.split("-")[1] not in area.split(", ") or (before and place <= before):
            faults.append(f"{code} stands out of order, or in another part than its own")
        if (code[0] == "E") != bool(exits.strip()):
            faults.append(f"{code}: an error has an exit code, and nothing else has one")
        before, rows[code] = place, (set(re.findall(r"\d+", exits)), meaning, what)
    return rows, faults


def macros():
    """(file, macro) to code for what a file defines itself, and ('', macro) for headers; and codes defined twice."""
    found, where = {}, collections.defaultdict(list)
    for path, text in SOURCES.items():
        for macro, code in re.findall(rf'#define\s+(\w+)\s*\\?\s*"({CODE})"', text):
            found["" if path.suffix == ".h" else path, macro] = code
            where[code].append(f"{path.name} {macro}")
    return found, where


def literals():
    where = collections.defaultdict(set)
    for path, text in SOURCES.items():
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        text = re.sub(rf'#define\s+\w+\s*\\?\s*"{CODE}"', "", text)
        for code in re.findall(rf'"({CODE})"', text):
            where[code].add(path.name)
    return where


def calls(found):
    """(code, exit code) of every call that names both."""
    for path, text in SOURCES.items():
        for exit_name, code in re.findall(r"problem_error\([^;]*?(EXIT_\w+),\s*([\w\"-]+),", text):
            code = code.strip('"')
            yield path.name, found.get((path, code), found.get(("", code), code)), EXITS[exit_name]


def sentences(found):
    """Which codes say the same sentence, within one area."""
    said = collections.defaultdict(set)
    for path, text in SOURCES.items():
        for code, sentence in re.findall(r'(?:problem_\w+|complain|refuse|bad|say|fail|keys_expected)\([^;]*?(\bE_\w+|"[EWN]-[A-Z]+-\d+"),[^;"]*?_\(((?:"[^"]*"\s*)+)\)', text):
            code = code.strip('"')
            code = found.get((path, code), found.get(("", code), code))
            said[code.split("-")[1] if "-" in code else "", "".join(sentence.split())].add(code)
    return said


def shown():
    """Codes in what the cases expect on standard error."""
    codes = set()
    for path in (TOP / "tests/faults").glob("*/*.case"):
        for section in re.split(r"(?m)^--- ", path.read_text())[1:]:
            if section.startswith(("stderr", "stdout")):
                codes |= set(re.findall(CODE, section))
    return codes


def ends():
    """(case, code of the first error that it expects, exit code) of every case that ends with an exit code of juri's."""
    for path in sorted((TOP / "tests/faults").glob("*/*.case")):
        sections = dict(re.findall(r"(?ms)^--- (exit \d+|stderr)\n(.*?)(?=^--- |\Z)", path.read_text()))
        errors = [line for line in sections.get("stderr", "").split("\n") if not line.endswith("(refused)")]
        code = re.search(r"E-[A-Z]+-\d{3}", "\n".join(errors))
        exit_code = next((name.split()[1] for name in sections if name.startswith("exit ")), "")
        if code and exit_code in EXITS.values() and exit_code not in ("0", "1"):
            yield path.stem, code[0], exit_code


def excepted():
    """Codes that no case can show, each with its reason."""
    lines = (TOP / "tests/messages/unshown").read_text().splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))


def main():
    rows, faults = page()
    found, defined = macros()
    written = literals()
    codes = set(defined) | set(written)
    faults += [f"{code}: the page has no row" for code in sorted(codes - set(rows))]
    faults += [f"{code}: a row, and no source has the code" for code in sorted(set(rows) - codes)]
    for code, places in defined.items():
        if len(places) > 1 or written[code]:
            faults.append(f"{code}: two meanings: {', '.join(places + sorted(written[code]))}")
    for name, code, exit_code in calls(found):
        if code in rows and exit_code not in rows[code][0]:
            faults.append(f"{code}: {name} ends with {exit_code}, which the page does not say")
    for name, code, exit_code in ends():
        if code in rows and exit_code not in rows[code][0]:
            faults.append(f"{code}: the case {name} ends with {exit_code}, which the page does not say")
    for meaning, count in collections.Counter(" ".join(row[1].split()) for row in rows.values()).items():
        same = [code for code in rows if rows[code][1] == meaning]
        if count > 1 and len({code.split("-")[1] for code in same}) < count:
            faults.append(f"{' and '.join(same)}: one meaning: {meaning}")
    for (_, sentence), same in sentences(found).items():
        if len(same) > 1:
            faults.append(f"{' and '.join(sorted(same))}: one sentence: {sentence}")
    reasons = excepted()
    faults += [f"{code}: no case of tests/faults shows it" for code in sorted(codes - shown() - set(reasons))]
    faults += [f"{code}: in tests/messages/unshown without need" for code in sorted(set(reasons) & shown() | set(reasons) - codes)]
    print("\n".join(faults) or f"messages: {len(codes)} codes, each with a row; {len(codes) - len(reasons)} shown by tests/faults, "
          f"{len(reasons)} with a reason why not")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
