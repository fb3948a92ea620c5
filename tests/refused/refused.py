"""Bad evidence of every kind beside good evidence; each kind costs the agencies that it names, and nobody else anything."""

import csv
import io
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys

JURI, OUT = os.environ["JURI"], pathlib.Path(os.environ["OUT"])
HERE = pathlib.Path(__file__).resolve().parent
TABLES = ["rankings.csv", "scores.csv", "awards.csv", "tally.csv", "treated.csv"]


# --- Good evidence: three files, each a head and lines, each line with the agency that it is about ---

def good():
    ids = [f"{letter}{n}" for letter in "kd" for n in range(1, 7)]
    wide = [(id, f"{id},Badan {id},{'kota' if id[0] == 'k' else 'desa'},{'Timur' if n % 2 else 'Barat'},"
                 f"{10 * n + 7 * (id[0] == 'd')},{'ABC'[n % 3]}") for n, id in enumerate(ids)]
    long = [(id, f"{id},{item},{value}") for n, id in enumerate(ids)
            for item, value in [("skor", 40 + 3 * n), ("staf", n), ("staf", n + 2)] if (item, n) != ("skor", 4)]
    nested = [(id, json.dumps({"id": id, "evidence": {"q1": {"verdict": n % 4}, "q2": {"verdict": 7 - n % 5}}}))
              for n, id in enumerate(ids)]
    return {"a.csv": ["id,name,class,region,jam,akr", wide], "b.csv": ["id,item,value", long], "c.ndjson": [None, nested]}


def find(files, name, id):
    return next(i for i, (of, _) in enumerate(files[name][1]) if of == id)


def swap(name, id, old, new, about=...):
    """In the first line of the agency; about: the agency that it then is about."""
    def edit(files):
        lines, i = files[name][1], find(files, name, id)
        assert old in lines[i][1], (name, id, old)
        lines[i] = (lines[i][0] if about is ... else about, lines[i][1].replace(old, new))
    return edit


def add(name, line, about):
    return lambda files: files[name][1].insert(5, (about, line))


def new(name, head, *lines):
    def edit(files):
        files[name] = [head, list(lines)]
    return edit


def both(*edits):
    def edit(files):
        for one in edits:
            one(files)
    return edit


RECORD = None  # a line that is about nobody known

# what is wrong, how it comes about, whom it refuses and with which code, how many records alone
FAULTS = [
    ("number", swap("a.csv", "k2", ",10,", ",1x,"), {"k2": "E-EVI-014"}, 0),
    ("code", swap("a.csv", "d6", ",C", ",D"), {"d6": "E-EVI-015"}, 0),
    ("class", swap("a.csv", "d2", "desa", "dessa"), {"d2": "E-EVI-010"}, 0),
    ("no class", swap("a.csv", "d2", "desa", ""), {"d2": "E-EVI-011"}, 0),
    ("range", swap("b.csv", "k3", "skor,46", "skor,460"), {"k3": "E-EVI-016"}, 0),
    ("item", swap("b.csv", "k3", "skor", "sk or"), {"k3": "E-EVI-023"}, 0),
    ("unknown item", both(add("b.csv", "k4,skorr,3", "k4"), add("b.csv", "d4,skorr,3", "d4")),
     {"k4": "E-EVI-004", "d4": "E-EVI-004"}, 0),
    ("state", swap("b.csv", "k3", "46", "!late"), {"k3": "E-EVI-017"}, 0),
    ("state with value", swap("b.csv", "k3", "46", "!missing 4"), {"k3": "E-EVI-018"}, 0),
    ("fold", swap("b.csv", "k5", "staf,4", "staf,1e19"), {"k5": "E-EVI-022"}, 0),
    ("two codes", both(swap("b.csv", "k3", "skor,46", "skor,460"), add("b.csv", "k3,staf,!late", "k3")), {"k3": "E-EVI-016"}, 0),
    ("field twice", add("b.csv", "k6,skor,55", "k6"), {"k6": "E-EVI-013"}, 0),
    ("field in two files", add("c.ndjson", '{"id":"d3","evidence":{"jam":3}}', "d3"), {"d3": "E-EVI-013"}, 0),
    ("source twice", both(*[add("c.ndjson", '{"id":"d3","evidence":{"jam":{"source":"x"}}}', "d3")] * 2), {"d3": "E-EVI-013"}, 0),
    ("name", add("c.ndjson", '{"id":"d5","name":"Dinas"}', "d5"), {"d5": "E-EVI-012"}, 0),
    ("two classes", add("c.ndjson", '{"id":"d5","class":"kota"}', "d5"), {"d5": "E-EVI-012"}, 0),
    ("bad and another class", add("c.ndjson", '{"id":"d5","class":"dessa"}', "d5"), {"d5": "E-EVI-010"}, 0),
    ("competes", add("c.ndjson", '{"id":"d5","competes":"no"}', "d5"), {"d5": "E-EVI-019"}, 0),
    ("case", add("c.ndjson", '{"id":"D5","class":"desa","evidence":{}}', "D5"), {"d5": "E-EVI-008", "D5": "E-EVI-008"}, 0),
    ("case and more", add("c.ndjson", '{"id":"D5","class":"desa","nota":1}', "D5"), {"d5": "E-EVI-008", "D5": "E-EVI-004"}, 0),
    ("edition", add("c.ndjson", '{"id":"d5","edition":2023,"evidence":{"jam":4}}', "d5"), {"d5": "E-EVI-009"}, 0),
    ("type", swap("c.ndjson", "k1", '"verdict": 0', '"verdict": "0"'), {"k1": "E-EVI-019"}, 0),
    ("name twice", swap("c.ndjson", "k1", '"q1"', '"q2"'), {"k1": "E-JSON-012"}, 0),
    ("unknown key", both(swap("c.ndjson", "k1", '"id"', '"nota":1,"id"'), swap("c.ndjson", "d1", '"id"', '"nota":1,"id"')),
     {"k1": "E-EVI-004", "d1": "E-EVI-004"}, 0),
    ("a field of its own", swap("c.ndjson", "k1", '"q1": {"verdict": 0}', '"q9": {"verdict": 0}, "q1": {"verdict": "x"}'),
     {"k1": "E-EVI-019"}, 0),
    ("a column of its own", new("d.csv", "id,jam,q9.verdict", ("k1", "k1,x,4")), {"k1": "E-EVI-014"}, 0),
    ("a column of others, too", both(new("d.csv", "id,jam,q9.verdict", ("k1", "k1,x,4")), new("e.csv", "id,q9.verdict", ("k2", "k2,"))),
     {"k1": "E-EVI-014"}, 0),
    ("bad where another is good", both(swap("c.ndjson", "k1", '"verdict": 0', '"verdict": []'), add("b.csv", "k1,jam,5", "k1")),
     {"k1": "E-EVI-013"}, 0),
    ("fields few", add("a.csv", "k2,Badan k2,kota", RECORD), {}, 1),
    ("latin-1", add("a.csv", "k2,Badan k\udce92,kota,Timur,,", RECORD), {}, 1),
    ("no id", add("b.csv", ",skor,4", RECORD), {}, 1),
    ("bad id", add("c.ndjson", '{"id":"../k1"}', RECORD), {}, 1),
    ("id of a type", add("c.ndjson", '{"id":7}', RECORD), {}, 1),
    ("line cut", add("c.ndjson", '{"id":"k1","evid', RECORD), {}, 1),
    ("line with more", add("c.ndjson", '{"id":"k1"} {"id":"k2"}', RECORD), {}, 1),
    ("no object", add("c.ndjson", '["k1"]', RECORD), {}, 1),
    ("several", both(add("b.csv", ",skor,4", RECORD), add("c.ndjson", '{"id":"k1"', RECORD), add("a.csv", "k2,x", RECORD),
                     swap("a.csv", "d6", ",C", ",D"), swap("b.csv", "d6", "skor,73", "skor,-1"),
                     add("c.ndjson", '{"id":"d5","edition":"23"}', "d5")), {"d6": "E-EVI-015", "d5": "E-EVI-009"}, 3),
]


# --- One run ---

def write(folder, files):
    folder.mkdir(parents=True)
    for name, (head, lines) in files.items():
        text = "".join(line + "\n" for line in ([head] if head else []) + [line for _, line in lines])
        (folder / name).write_text(text, errors="surrogateescape")
    return folder


def score(evidence, names, out, *options):
    return subprocess.run([JURI, "score", HERE / "round.ini", *(evidence / name for name in names), "-q", "-o", out, *options],
                          capture_output=True, text=True, errors="replace")


def bundle(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


def without_refused(tables):
    """What a bundle holds but for the list of those who are refused."""
    tables = dict(tables)
    tables.pop("refused.csv", None)
    rows = csv.DictReader(io.StringIO(tables["rankings.csv"].decode()))
    tables["rankings.csv"] = [row for row in rows if row["status"] != "refused"]
    results = json.loads(tables["results.json"])
    results.pop("refused", None)
    results.pop("evidence")
    tables["results.json"] = results
    return tables


class Fault(Exception):
    pass


def hold(good, what):
    if not good:
        raise Fault(what)


# --- What must hold ---

def check_lists(made, manifest, codes, records):
    listed = list(csv.DictReader(io.StringIO(made["refused.csv"].decode())))
    hold({row["id"]: row["code"] for row in listed if row["id"]} == codes, f"refused.csv: {listed}")
    hold(sum(not row["id"] for row in listed) == records, f"refused.csv: records: {listed}")
    ranked = [row for row in csv.DictReader(io.StringIO(made["rankings.csv"].decode())) if row["status"] == "refused"]
    hold(sorted((row["ranking"], row["of"], row["id"], row["reason"]) for row in ranked) ==
         sorted((ranking, of, id, code) for ranking, of in
                [("main", "c"), ("main", "d"), ("main", "overall"), ("region", "c"), ("everyone", "overall")]
                for id, code in codes.items()), f"rankings.csv: {ranked}")
    results = json.loads(made["results.json"])["refused"]
    hold([entry["code"] for entry in results] == [row["code"] for row in listed], "results.json: refused")
    hold([entry["code"] for entry in manifest["refused"]] == [row["code"] for row in listed], "manifest.json: refused")
    hold(sum(int(row["records"]) for row in listed) == manifest["counts"]["refused"], "records do not add up")


def check_counts(manifest, files):
    total = dict.fromkeys(["read", "scored", "refused", "empty"], 0)
    for entry in manifest["evidence"]:
        name = pathlib.Path(entry["path"]).name
        hold(entry["read"] == len(files[name][1]), f"{name}: read {entry['read']}")
        hold(entry["read"] == entry["scored"] + entry["refused"] + entry["empty"], f"{name}: {entry}")
        for key in total:
            total[key] += entry[key]
    hold(all(manifest["counts"][key] == total[key] for key in total), f"counts: {manifest['counts']}")


def check_fault(number, name, edit, codes, records):
    files, folder = good(), OUT / str(number)
    edit(files)
    evidence = write(folder / "evidence", files)
    strict = score(evidence, files, folder / "strict")
    hold(strict.returncode == 65 and not (folder / "strict").exists(), f"without the option: {strict.returncode}")
    made = []
    for i, order in enumerate(itertools.permutations(files)):
        run = score(evidence, order, folder / f"made{i}", "--allow-refused")
        hold(run.returncode == 3, f"exit code {run.returncode}: {run.stderr}")
        made.append(bundle(folder / f"made{i}"))
    hold(all(one == made[0] for one in made), "another order of files, other bytes")
    whole = subprocess.run([sys.executable, "tests/bundle/check.py", folder / "made0"], capture_output=True, text=True)
    hold(whole.returncode == 0, f"check.py: {whole.stdout}{whole.stderr}")
    manifest = json.loads((folder / "made0/manifest.json").read_text())
    check_lists(made[0], manifest, codes, records)
    check_counts(manifest, files)
    hold((b"known" in made[0]["awards.csv"]) == ("d1" not in codes), "a mention of somebody who is refused")

    left = {name: [head, [line for line in lines if line[0] is not RECORD and line[0] not in codes]]
            for name, (head, lines) in files.items()}
    left = {name: part for name, part in left.items() if part[1]}
    run = score(write(folder / "left", left), left, folder / "hand")
    hold(run.returncode == (78 if "d1" in codes else 0), f"by hand: {run.stderr}")
    if run.returncode == 0:
        hold(without_refused(bundle(folder / "hand")) == without_refused(made[0]), "not as without the refused agencies")

    for part in files.values():
        random.Random(number).shuffle(part[1])
    run = score(write(folder / "mixed", files), files, folder / "other", "--allow-refused")
    other = bundle(folder / "other")
    hold(all(other[table] == made[0][table] for table in TABLES), "another order of records, other tables")


def check_nothing_refused():
    evidence = write(OUT / "good", good())
    for out, options in [("plain", []), ("allowed", ["--allow-refused"])]:
        run = score(evidence, good(), OUT / out, *options)
        hold(run.returncode == 0 and not run.stderr, f"good evidence: {run.stderr}")
    hold(bundle(OUT / "plain") == bundle(OUT / "allowed"), "good evidence: the option changes bytes")
    hold(b"refused" not in b"".join(bundle(OUT / "plain").values()), "good evidence: somebody is refused")


def main():
    faults = []
    try:
        check_nothing_refused()
    except Fault as fault:
        faults.append(str(fault))
    for number, (name, *fault) in enumerate(FAULTS):
        try:
            check_fault(number, name, *fault)
        except Fault as why:
            faults.append(f"{name}: {why}")
    print("\n".join(faults + [f"refused: {len(FAULTS)} kinds of bad records in 6 orders of files, {len(faults)} not as without them"]))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
