#!/usr/bin/env python3
"""forms.py CSV JSON JUNIT: the three forms are valid and tell the same facts and counts."""
import collections
import csv
import json
import sys
import xml.etree.ElementTree

import jsonschema

SCHEMA = "core/reproduce.schema.json"
SAME = ("exact", "rounded", "same-rank", "same-set")
SKIPPED = ("conflict", "not-comparable")


def check_schema(document):
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(document)
    for spoil in (lambda d: d.pop("total"), lambda d: d.update(other=1),
                  lambda d: d["samples"][0].update(code=-1),
                  lambda d: d["samples"][0]["facts"][0].update(result="equal"),
                  lambda d: d["samples"][0]["facts"][0].update(stage="nowhere")):
        spoiled = json.loads(json.dumps(document))
        spoil(spoiled)
        assert not validator.is_valid(spoiled), "the schema accepts a spoiled document"


def check_csv(rows, document):
    told = [dict(fact, sample=sample["name"], line=str(fact["line"]))
            for sample in document["samples"] for fact in sample["facts"]]
    assert len(rows) == len(told)
    for row, fact in zip(rows, told):
        assert {key: value.removeprefix("'") for key, value in row.items()} == fact, (row, fact)


def check_counts(summary, facts):
    results = collections.Counter((fact["basis"], fact["result"]) for fact in facts)
    for basis in ("real", "illustrative", "arithmetic"):
        assert summary[basis]["same"] == sum(results[basis, result] for result in SAME)
        assert summary[basis]["differs"] == results[basis, "differs"]
    assert summary["conflict"] == sum(fact["result"] == "conflict" for fact in facts)
    assert summary["not_comparable"] == sum(fact["result"] == "not-comparable" for fact in facts)


def check_case(case, fact):
    children = [child.tag for child in case]
    assert children == (["failure"] if fact["result"] == "differs" else
                        ["skipped"] if fact["result"] in SKIPPED else []), fact
    if fact["result"] in SKIPPED:
        assert case[0].get("message") == fact["detail"]
    if fact["result"] == "differs":
        assert case[0].text == fact["source"]


def check_suite(suite, sample):
    error = sample["code"] > 1
    cases = suite.findall("testcase")
    assert suite.get("name") == sample["name"]
    assert len(cases) == int(suite.get("tests")) == len(sample["facts"]) + error
    assert len({case.get("name") for case in cases}) == len(cases)
    assert int(suite.get("errors")) == error == len(suite.findall("testcase/error"))
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    for case, fact in zip(cases[error:], sample["facts"]):
        check_case(case, fact)


def main(csv_path, json_path, junit_path):
    with open(json_path, encoding="utf-8") as file:
        document = json.load(file)
    with open(csv_path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    check_schema(document)
    check_csv(rows, document)
    for sample in document["samples"]:
        check_counts(sample["summary"], sample["facts"])
    check_counts(document["total"], [fact for sample in document["samples"] for fact in sample["facts"]])
    suites = xml.etree.ElementTree.parse(junit_path).getroot().findall("testsuite")
    assert len(suites) == len(document["samples"])
    for suite, sample in zip(suites, document["samples"]):
        check_suite(suite, sample)


main(*sys.argv[1:])
