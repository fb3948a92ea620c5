"""The report as JSON says what the text says: report.py FILE "CHECKS THAT FAIL"."""
import json, sys

report = json.load(open(sys.argv[1]))
assert set(report) == {"juri", "name", "version", "path", "sha256", "sandbox", "failed", "checks"}
failed = [c["check"] for c in report["checks"] if c["verdict"] == "fail"]
assert failed == sys.argv[2].split(), (failed, sys.argv[2])
assert report["failed"] == len(failed)
for check in report["checks"]:
    assert set(check) == {"check", "method", "verdict", "meaning", "reason"}
    assert (check["reason"] is None) == (check["verdict"] == "pass"), check
