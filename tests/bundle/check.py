#!/usr/bin/env python3
"""check.py BUNDLE: a bundle is whole: both documents fit their schemas, every hash is right, nothing else is there."""
import copy
import hashlib
import json
import os
import sys

import jsonschema

SCHEMAS = {"results.json": "core/results.schema.json", "manifest.json": "core/manifest.schema.json"}


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check_schema(document, schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)


def refuses(document, schema):
    return not jsonschema.Draft202012Validator(schema).is_valid(document)


def check_that_schemas_bite(results, schema):
    """A schema that accepts anything would pass every document."""
    for spoil in (lambda d: d.pop("rankings"), lambda d: d.update(other=1),
                  lambda d: d["rankings"][0].update(ties="best"),
                  lambda d: d["rankings"][0]["groups"][0]["entries"][0].update(score="97")):
        spoiled = copy.deepcopy(results)
        spoil(spoiled)
        assert refuses(spoiled, schema), "the schema accepts a spoiled document"


def check_hashes(bundle, manifest):
    assert set(os.listdir(bundle)) == {"manifest.json"} | {file["name"] for file in manifest["files"]}
    listed = [(os.path.join(bundle, file["name"]), file["sha256"]) for file in manifest["files"]]
    for part in ("configuration", "plugins", "evidence"):
        listed += [(file["path"], file["sha256"]) for file in manifest[part]]
    if "since" in manifest:
        listed.append((os.path.join(manifest["since"]["path"], "frozen.json"), manifest["since"]["sha256"]))
    if manifest["entrants"]:
        listed.append((manifest["entrants"]["path"], manifest["entrants"]["sha256"]))
    for path, expected in listed:
        with open(path, "rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == expected, path
    for file in manifest["files"]:
        assert os.path.getsize(os.path.join(bundle, file["name"])) == file["bytes"], file["name"]
    counts = manifest["counts"]
    assert counts["read"] == counts["scored"] + counts["refused"] + counts["empty"] == sum(f["read"] for f in manifest["evidence"])


def main(bundle):
    for name, schema in SCHEMAS.items():
        check_schema(load(os.path.join(bundle, name)), load(schema))
    check_that_schemas_bite(load(os.path.join(bundle, "results.json")), load(SCHEMAS["results.json"]))
    check_hashes(bundle, load(os.path.join(bundle, "manifest.json")))


main(sys.argv[1])
