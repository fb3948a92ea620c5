"""Whether the manuals have every name of the plugin headers: members.py COPY

In plugins/README.md a structure of the contract is a heading ### of its name, and each of its members a row of the table below it, in the
order of the header; macros and functions are rows of "### Names", those of plugin_test.h of "### juri/plugin_test.h". In
include/juri-plugin.7 a structure is ".Ss" and a member ".It Fa" below it; other names are ".It Dv", ".It Fn" or ".It Vt". The manuals have no
name that the headers have not."""
import pathlib
import re
import sys


def structures(header):
    """Name and members of each structure that has a typedef, in order; of juri_test the part before the empty line."""
    found = {}
    for body, name in re.findall(r"(?s)typedef struct \w+ \{\n(.*?)\n\} (\w+);", header):
        body = re.sub(r"(?s)/\*.*?\*/", "", body.split("\n\n", 1)[0] if name == "juri_test" else body)
        found[name] = []
        for member in body.split(";"):
            function = re.search(r"\(\*(\w+)\)\(", member)
            if function:
                found[name].append(function[1])
            elif member.strip():
                found[name] += [re.search(r"(\w+)(?:\[\d+\])?\s*$", part)[1] for part in member.split(",")]
    return found


def others(header):
    """Macros and functions for authors."""
    public = header.split("/* --- How it is done", 1)[0]
    macros = [m for m in re.findall(r"(?m)^#define (\w+)", public) if not m.endswith("_H")]
    functions = re.findall(r"(?m)^(?:JURI_PUBLIC|static inline) .*?(juri_\w+)\(", public)
    return set(macros) | set(functions)


def manual(page):
    """Per heading ### the names in the first cells of the tables below it."""
    found = {}
    for part in re.split(r"(?m)^(?=##)", page):
        if part.startswith("### "):
            cells = re.findall(r"(?m)^\| (`[^|]*`) \|", part)
            found[part.split("\n", 1)[0][4:]] = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    return found


def man(page):
    found, here = {}, None
    for line in page.splitlines():
        if line.startswith((".Ss ", ".Sh ")):
            here = line[4:]
        item = re.match(r"\.It (?:Fa|Dv|Fn|Vt) (.*)", line)
        if item:
            names = [n for n in re.split(r"[ ,]+(?:Fa |Dv |Fn |Vt )?", item[1]) if re.fullmatch(r"\w+", n)]
            found.setdefault(here, []).extend(names)
    return found


def compare(where, found, wanted, ordered):
    if ordered and found == wanted or not ordered and set(found) == set(wanted):
        return []
    lacking, more = [n for n in wanted if n not in found], [n for n in found if n not in wanted]
    return [f"{where}: lacks {lacking}, has besides {more}" if lacking or more else f"{where}: expected the order {wanted}"]


def main():
    copy = pathlib.Path(sys.argv[1])
    contract, test = [(copy / "include/juri" / name).read_text() for name in ("plugin.h", "plugin_test.h")]
    page, roff = manual((copy / "plugins/README.md").read_text()), man((copy / "include/juri-plugin.7").read_text())
    members, faults = structures(contract), []
    for name, wanted in members.items():
        faults += compare(f"plugins/README.md, {name}", page.get(name, []), wanted, True)
        faults += compare(f"include/juri-plugin.7, {name}", roff.get(name, []), wanted, True)
    tools = others(test) | set(structures(test))
    kinds = {name for name in tools if re.match(r"JURI_TEST_", name)}
    faults += compare("plugins/README.md, Names", page.get("Names", []), others(contract), False)
    faults += compare("plugins/README.md, plugin_test.h", page.get("juri/plugin_test.h", []), tools - kinds, False)
    for name, wanted in structures(test).items():
        row = re.search(rf"(?m)^\| `{name}` \|.*$", (copy / "plugins/README.md").read_text())
        faults += [f"plugins/README.md, {name}: lacks {member}" for member in wanted if not row or f"`{member}`" not in row[0]]
    faults += compare("include/juri-plugin.7, Names", roff.get("Names", []), others(contract), False)
    faults += compare("include/juri-plugin.7, TESTING", roff.get("TESTING", []), tools - kinds, False)
    print("\n".join(faults), end="\n" if faults else "")
    print(f"both manuals have {sum(map(len, members.values()))} members of {len(members)} structures; "
          f"other names: {len(others(contract))}; of plugin_test.h: {len(tools - kinds)}")
    return 1 if faults or len(members) != 8 else 0


sys.exit(main())
