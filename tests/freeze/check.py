#!/usr/bin/env python3
"""check.py FREEZE EVIDENCE...: frozen.json fits its schema, and the folder holds these files, byte for byte, in this order."""
import hashlib
import json
import os
import sys

import jsonschema


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def check_schema(document):
    with open("core/frozen.schema.json", encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(document)
    for spoiled in ({**document, "kind": "bundle"}, {**document, "evidence": []}, {**document, "other": 1}):
        assert not validator.is_valid(spoiled), "the schema accepts a spoiled document"


def main(folder, evidence):
    with open(os.path.join(folder, "frozen.json"), encoding="utf-8") as file:
        document = json.load(file)
    check_schema(document)
    assert sorted(os.listdir(folder)) == ["evidence", "frozen.json", "rules.ini"]
    copies = [entry["file"] for entry in document["evidence"]]
    assert sorted(os.listdir(os.path.join(folder, "evidence"))) == copies, "names are in the order of the files"
    assert [entry["path"] for entry in document["evidence"]] == [e.split("=")[0] for e in evidence]
    for entry, named in zip(document["evidence"], evidence):
        copy, original = os.path.join(folder, "evidence", entry["file"]), named.split("=")[-1]
        with open(copy, "rb") as one, open(original, "rb") as other:
            assert one.read() == other.read(), copy
        assert entry["sha256"] == sha256(original) and entry["bytes"] == os.path.getsize(original), copy
    for entry in document["round"]:
        assert entry["sha256"] == sha256(entry["path"]) and entry["bytes"] == os.path.getsize(entry["path"])
    for entry in document["files"]:
        path = os.path.join(folder, entry["name"])
        assert entry["sha256"] == sha256(path) and entry["bytes"] == os.path.getsize(path)
    counts = document["counts"]
    assert counts["read"] == counts["scored"] + counts["empty"] == sum(e["rows"] for e in document["evidence"])
    assert counts["files"] == len(evidence)


main(sys.argv[1], sys.argv[2:])
