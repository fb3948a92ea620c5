"""Writes inputs to begin with, made from what the tests have already: seeds.py TOP FOLDER; a folder for each target in it."""

import pathlib
import re
import sys
import tempfile

TOP, OUT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
LARGEST = 12000  # bytes; large inputs make a fuzzer slow

sys.dont_write_bytecode = True
sys.path.insert(0, str(TOP / "tests/counter"))
import generate  # noqa: E402


def write(target, name, data):
    folder = OUT / target
    folder.mkdir(parents=True, exist_ok=True)
    if len(data) <= LARGEST:
        (folder / name.replace("/", "-")).write_bytes(data)


def joined(files):
    return b"".join(b"--- " + name.encode() + b"\n" + data + (b"" if data.endswith(b"\n") else b"\n")
                    for name, data in files.items())


# --- The catalogue of wrong inputs ---

def to_bytes(lines):
    text = re.sub(r"\{(\d+)\*([^}]*)\}", lambda m: m[2] * int(m[1]), "".join(lines))
    return text.encode().decode("unicode_escape").encode("latin-1")


def read_case(path):
    """The files of a case: name -> bytes."""
    files, lines, kind, name = {}, [], "", ""
    for line in [*path.read_text().splitlines(), "--- end"]:
        if not line.startswith("--- "):
            lines.append(line)
            continue
        if kind in ("file", "bytes"):
            files[name] = to_bytes(lines) if kind == "bytes" else ("\n".join(lines) + "\n").encode()
        kind, _, name = line[4:].partition(" ")
        lines = []
    return files


def base_of(kind):
    files = {}
    for folder in (TOP / "tests/faults/base", TOP / "tests/faults" / kind / "base"):
        for path in folder.rglob("*") if folder.exists() else ():
            if path.suffix in (".ini", ".csv"):
                files[path.name] = path.read_bytes()
    return files


def add_case(path):
    kind, name = path.parent.name, f"faults-{path.parent.name}-{path.stem}"
    files = read_case(path)
    for file, data in files.items():
        if file.endswith(".csv"):
            write("csv", f"{name}-{file}", data)
        if file.endswith(("json", "ndjson")):
            write("json", f"{name}-{file}", data)
    flat = {file: data for file, data in files.items() if "/" not in file}
    if any(file.endswith(".ini") for file in flat):
        inis = {file: data for file, data in {**base_of(kind), **flat}.items() if file.endswith(".ini")}
        write("criteria", name, joined(inis))
        write("ini", name, joined({"a.ini" if file == "round.ini" else file: data for file, data in inis.items()}))
    write("run", name, joined({**base_of(kind), **flat}))


# --- Rounds that score ---

def flat(text):
    """Paths without folders: an input has none."""
    return text.replace("../", "").replace("criteria/", "").replace("dasar/", "d-")


def add_round(name, round_ini, criteria, evidence):
    files = {"round.ini": flat(round_ini.read_text()).encode()}
    for path in criteria:
        files[flat(str(path.relative_to(round_ini.parent)))] = flat(path.read_text()).encode()
    write("criteria", name, joined(files))
    write("ini", name, joined({"a.ini" if file == "round.ini" else file: data for file, data in files.items()}))
    for path in evidence:
        files[path.name] = path.read_bytes()
        write("csv" if path.suffix == ".csv" else "json", f"{name}-{path.name}", files[path.name])
    write("run", name, joined(files))


for path in sorted((TOP / "tests/faults").glob("*/*.case")):
    add_case(path)
for folder in [*sorted((TOP / "tests/golden").glob("*/")), TOP / "tests/panel"]:
    if (folder / "criteria.ini").exists():
        add_round(f"round-{folder.name}", folder / "round.ini", [folder / "criteria.ini"], [folder / "evidence.csv"])
for path in sorted((TOP / "config").glob("*.ini")):
    criteria = sorted((TOP / "config" / path.stem).glob("*.ini"))
    files = {"round.ini": path.read_bytes().replace(f"{path.stem}/".encode(), b""), **{file.name: file.read_bytes() for file in criteria}}
    write("criteria", f"config-{path.stem}", joined(files))
with tempfile.TemporaryDirectory() as folder:
    for seed in range(1, 13):
        made = pathlib.Path(folder, str(seed))
        generate.write_round(seed, str(made))
        add_round(f"generated-{seed}", made / "round.ini", sorted(set(made.rglob("*.ini")) - {made / "round.ini"}), sorted(made.glob("evidence/*")))
for target in ("ini", "csv", "json", "number", "reply", "criteria", "run"):
    (OUT / target).mkdir(parents=True, exist_ok=True)
for number in ("0", "-0", "12.5", "1e308", "1.7976931348623159e308", "4.9e-324", "9223372036", "9223372036.000000001", "0.0000000005",
               "2.675", "1e-7", "123456789012", "9007199254740993", "0.1 ", "+1", "0x10", "25%", "20..85", "S3:25, S2:20", "A > 80, B > 60, C",
               "minmax 0..100", "75% of children", "winsor 5", "*.q?=a.q1", "2 half-up, 0 down", "\u00e9\u202e\ufeff", "goalposts 20..85"):
    write("number", f"text-{number.encode().hex()[:30]}", number.encode())
    write("number", f"bytes-{number.encode().hex()[:30]}", number.encode().ljust(24, b"\x3f"))
