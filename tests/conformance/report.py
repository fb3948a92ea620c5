"""The report as JSON says what the text says, and fits its schema: report.py FILE "CHECKS THAT FAIL" "CHECKS WITH A NOTE"."""
import json, sys
import jsonschema

report = json.load(open(sys.argv[1]))
jsonschema.validate(report, json.load(open("core/conformance.schema.json")))
those = {verdict: [c["check"] for c in report["checks"] if c["verdict"] == verdict] for verdict in ("fail", "note", "skipped")}
assert those["fail"] == sys.argv[2].split(), (those["fail"], sys.argv[2])
# made-up extremes are out of the range of most plugins here
notes = [check for check in those["note"] if check != "extremes"]
assert len(sys.argv) < 4 or notes == sys.argv[3].split(), (notes, sys.argv[3])
assert (report["failed"], report["skipped"]) == (len(those["fail"]), len(those["skipped"]))
for check in report["checks"]:
    assert (check["reason"] is None) == (check["verdict"] == "pass"), check
assert (report["name"] is None) == ("opens" in those["fail"])
