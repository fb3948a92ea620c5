"""The readers of JSON and CSV held against public suites and against another reader.

JSONTestSuite: every document, alone (the syntax layer) and as a value inside evidence (the whole of juri). csv-spectrum and the
examples of RFC 4180: the right table or refused, never another table. Then random tables, written by Python's csv module
and edited: what juri accepts, Python's strict reader reads the same.
"""
import csv, io, json, os, random, re, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUT, JURI = os.environ["OUT"], os.environ["JURI"]
READER = os.path.join(os.environ["BUILD"], "tests", "reader")
FULL = os.environ.get("FULL") == "1"
wrong = []


def expect(good, *what):
    if not good:
        wrong.append(" ".join(map(str, what)))


def to_bytes(text):
    text = re.sub(r"\\\{(\d+)\*(.*?)\}", lambda m: m[2] * int(m[1]), text)
    plain = {"n": b"\n", "r": b"\r", "t": b"\t", "\\": b"\\"}
    parts = re.findall(r"\\x([0-9a-f]{2})|\\(.)|([^\\]+)", text)
    return b"".join(bytes.fromhex(x) if x else plain[e] if e else t.encode() for x, e, t in parts)


def cases(name):
    with open(os.path.join(HERE, name), encoding="ascii") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def read(kind, documents):
    frames = b"".join(b"%s %d\n" % (kind, len(d)) + d for d in documents)
    done = subprocess.run([READER], input=frames, stdout=subprocess.PIPE, check=True)
    answers = done.stdout.decode().split("\n")[:-1]
    assert len(answers) == len(documents)
    return answers


# --- JSON ---

# Codes of the layer above: valid JSON, but not valid evidence (or beyond our limits).
EVIDENCE_RULES = {"E-JSON-004", "E-JSON-006", "E-JSON-012", "E-JSON-013"}


def same_as(checkout, suite):
    """The table here is what the checkout holds."""
    folder = os.path.join(checkout, "test_parsing")
    names = {n[:-5] for n in os.listdir(folder)}
    expect(names == {name for name, _ in suite}, "other names in", folder)
    for name, document in suite:
        with open(os.path.join(folder, name + ".json"), "rb") as file:
            expect(file.read() == document, name, "has other bytes in", folder)


def json_alone(suite):
    answers = dict(zip((n for n, _ in suite), read(b"json", [d for _, d in suite])))
    for name, answer in answers.items():
        expect(name[0] == "i" or (answer == "accepted") == (name[0] == "y"), name, "alone:", answer)
    return answers


def json_inside(suite):
    """Each document as the value of a field; the codes that juri says."""
    with open(OUT + "/round.ini", "w") as file:
        file.write("[round]\ntitle = T\nedition = 1\n[category c]\ncriteria = criteria.ini\n")
    with open(OUT + "/criteria.ini", "w") as file:
        file.write("[category]\ntitle = T\n[criteria]\nf = 100\n")
    for name, document in suite:
        with open(OUT + "/value.json", "wb") as file:
            file.write(b'[{"id":"a","evidence":{"f":' + document + b"}}]")
        done = subprocess.run([JURI, "check", "-q", OUT + "/round.ini", OUT + "/value.json"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        told = done.stderr.decode(errors="replace")
        codes = set(re.findall(r"value\.json:\d+:\d+: (E-[A-Z]+-\d+): ", told))
        syntax = {c for c in codes if c.startswith("E-JSON")} - EVIDENCE_RULES
        expect(done.returncode == (65 if codes else 0), name, "inside: exit", done.returncode, told)
        if name[0] == "y":
            expect(not syntax, name, "inside:", told)
        if name[0] == "n":
            expect(syntax or codes & {"E-JSON-004"}, name, "inside:", done.returncode, told)


def json_suite(checkout):
    suite = [(name, to_bytes(text)) for name, text in cases("json.txt")]
    if checkout:
        same_as(checkout, suite)
    answers = json_alone(suite)
    json_inside(suite)
    count = lambda kind, answer: sum(n[0] == kind and (a == "accepted") == answer for n, a in answers.items())
    print("JSONTestSuite: %d accepted, %d refused as it says, alone and inside evidence; of %d left to the reader %d accepted" % (
        count("y", True), count("n", False), count("i", True) + count("i", False), count("i", True)))
    expect((count("y", True), count("n", False)) == (95, 188), "JSONTestSuite has 95 and 188")


# --- CSV ---

def csv_suite():
    suite = list(cases("csv.txt"))
    refused = 0
    for (name, _, table), answer in zip(suite, read(b"csv", [to_bytes(text) for _, text, _ in suite])):
        right = answer.startswith("refused E-CSV") if table == "refused" else (
            not answer.startswith("refused") and json.loads(answer) == json.loads(table))
        refused += answer.startswith("refused")
        expect(right, name, "expected", table, "found", answer)
    print("CSV, csv-spectrum and RFC 4180: %d tables right, %d refused" % (len(suite) - refused, refused))


def random_text(r):
    """A table as some program wrote it, now and then damaged."""
    columns = r.randint(1, 4)
    cell = lambda: "".join(r.choices(["a", "7", " ", ",", '"', "\n", ";", "\u00e9", "'"], k=r.choice([0, 1, 1, 2, 3])))
    rows = [["c%d" % i for i in range(columns)]] + [[cell() for _ in range(columns)] for _ in range(r.randint(0, 4))]
    out = io.StringIO()
    end = r.choice(["\n", "\r\n"])
    csv.writer(out, lineterminator=end, quoting=r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(rows)
    data = bytearray(out.getvalue().encode())
    for _ in range(r.choice([0, 1, 1, 2])):
        at = r.randrange(len(data) + 1)
        data[at:at + r.choice([0, 1])] = r.choice([b'"', b",", b"\n", b"\r\n", b"x", b"", b'""', b" ", b"\xef\xbb\xbf"])
    return bytes(data)


def by_python(data):
    """The table as Python's strict reader has it, without blank lines; None: refused there."""
    text = data.decode("utf-8-sig", "surrogateescape")
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        return None


def csv_random():
    r = random.Random(20241124)
    texts = [random_text(r) for _ in range(100_000 if FULL else 10_000)]
    accepted = 0
    for data, answer in zip(texts, read(b"csv", texts)):
        if answer.startswith("refused"):
            continue
        accepted += 1
        expect(json.loads(answer) == by_python(data), data, "read as", answer, "by Python as", by_python(data))
    print("CSV, random tables with edits: %d accepted, each the table that Python's reader finds; %d refused" % (
        accepted, len(texts) - accepted))
    expect(accepted > len(texts) / 4, "few were accepted:", accepted)


json_suite(sys.argv[1] if len(sys.argv) > 1 else None)
csv_suite()
csv_random()
for line in wrong[:20]:
    print("wrong:", line)
sys.exit(bool(wrong))
