"""Packed evidence beside the same unpacked: the same tables, byte for byte; and every way in which a packed file is not whole."""
import gzip, hashlib, json, os, random, subprocess, sys, zlib
from pathlib import Path

juri, out = os.environ["JURI"], Path(os.environ["OUT"])
here = Path("tests/panel")
failures = 0


def check(holds, what):
    global failures
    if not holds:
        print("does not hold:", what)
        failures += 1


def zstd(data, *options):
    return subprocess.run(["zstd", "-q", "-c", *options], input=data, stdout=subprocess.PIPE, check=True).stdout


def raw_frame(data, size=1000):
    """A frame of zstd by hand (RFC 8878): a window of 128 KiB, raw blocks, no checksum."""
    blocks = [data[i:i + size] for i in range(0, len(data), size)]
    return b"\x28\xb5\x2f\xfd\x00\x38" + b"".join(
        (len(block) << 3 | (i + 1 == len(blocks))).to_bytes(3, "little") + block for i, block in enumerate(blocks))


SKIPPABLE = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00abc"


# --- Evidence: enough agencies for several chunks of packed bytes ---

def evidence():
    dice = random.Random(7)
    rows = [{"id": f"k-{i:05}", "name": f"Kota {i}", "class": dice.choice(["kota", "kabupaten"]),
             "a": round(dice.uniform(0, 100), 3), "b": dice.randrange(101)} for i in range(20000)]
    table = "id,name,class,a,b\n" + "".join(",".join(map(str, row.values())) + "\n" for row in rows)
    records = [{"id": r["id"], "name": r["name"], "class": r["class"], "evidence": {"a": r["a"], "b": r["b"]}} for r in rows]
    return {"csv": table.encode(), "json": json.dumps(records).encode(),
            "ndjson": "".join(json.dumps(r) + "\n" for r in records).encode()}


def write_round():
    (out / "round.ini").write_text("[round]\ntitle = Packed\nedition = 2024\n[class kota]\ntitle = Kota\n"
                                   "[class kabupaten]\ntitle = Kabupaten\n[category c]\ncriteria = criteria.ini\n")
    (out / "criteria.ini").write_text("[category]\ntitle = Category\n[criteria]\na = 60\nb = 40\n")


def score(*evidence, stdin=None, options=("-o", "results")):
    return subprocess.run([juri, "score", "round.ini", *evidence, "-q", *options], cwd=out, input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def tables():
    results = out / "results"
    return {path.name: path.read_bytes() for path in results.rglob("*.csv")}


# --- The same results ---

def members(data, n):
    step = len(data) // n + 1
    return [data[i:i + step] for i in range(0, len(data), step)]


def packings(data):
    yield "gz", gzip.compress(data)
    yield "gz", gzip.compress(data, 0)
    yield "gz", b"".join(gzip.compress(part) for part in members(data, 50)) + gzip.compress(b"")
    yield "GZ", gzip.compress(data, 1)
    yield "zst", zstd(data)
    yield "zst", zstd(data, "-19", "--no-check")
    yield "zst", SKIPPABLE + b"".join(zstd(part) + SKIPPABLE for part in members(data, 7))
    yield "zst", raw_frame(data)


def check_same(form, data):
    plain = out / f"evidence.{form}"
    plain.write_bytes(data)
    check(score(plain.name).returncode == 0, f"{form}: scored")
    expected = tables()
    for i, (ending, packed) in enumerate(packings(data)):
        file = out / f"evidence.{form}.{ending}"
        file.write_bytes(packed)
        for jobs in "1", "3":
            run = score(file.name, options=("-o", "results", "--jobs", jobs))
            check(run.returncode == 0 and not run.stderr, f"{form}.{ending} {i}: {run.stderr[:300]}")
            check(tables() == expected, f"{form}.{ending} {i}: the same tables with {jobs} jobs")
        manifest = json.loads((out / "results/manifest.json").read_text())
        check(hashlib.sha256(packed).hexdigest() in json.dumps(manifest), f"{form}.{ending} {i}: the hash of the file as it lies there")
        file.unlink()
    return expected


# --- What is not whole ---

SMALL = b"id,name,class,a,b\n" + b"".join(b"k%d,Kota %d,kota,%d,%d\n" % (i, i, i, 100 - i) for i in range(9))


def refused(ending, packed, what, text=None):
    (out / f"small.csv.{ending}").write_bytes(packed)
    run = score(f"small.csv.{ending}")
    said = run.stderr.decode()
    check(run.returncode == 65 and said.startswith(f"small.csv.{ending}: E-IN-006: ") and said.count("\n") == 1 and
          (text is None or text in said), f"{what}: {run.returncode} {said[:300]}")


def check_damage():
    (out / "small.csv").write_bytes(SMALL)
    check(score("small.csv").returncode == 0, "small: scored")
    expected, changed = tables(), 0
    for ending, packed in ("gz", gzip.compress(SMALL)), ("zst", zstd(SMALL, "--check")):
        for length in range(len(packed)):
            refused(ending, packed[:length], f"{ending} cut to {length} bytes")
        refused(ending, packed + b"\0", f"{ending} and a byte", "found other bytes")
        refused(ending, packed + b"id\n", f"{ending} and bytes", "found other bytes")
        refused(ending, packed + packed[:-1], f"{ending} and a cut one", "ends too early")
        dice = random.Random(1)
        for at in range(len(packed)):
            # Each byte another one: refused, or the same results, where it is not of the content (the time in a header of gzip).
            bad = bytearray(packed)
            bad[at] ^= 1 << dice.randrange(8)
            (out / f"small.csv.{ending}").write_bytes(bad)
            run = score(f"small.csv.{ending}")
            changed += run.returncode == 65 and b": E-IN-006: " in run.stderr
            check((run.returncode == 65 and b": E-IN-006: " in run.stderr) or (run.returncode == 0 and tables() == expected),
                  f"{ending}, byte {at}: {run.returncode} {run.stderr[:300]}")
    check(changed > 200, f"only {changed} bytes are of account")
    bad = bytearray(gzip.compress(SMALL))
    bad[-8] ^= 1
    refused("gz", bytes(bad), "another checksum", "damaged")
    bad = bytearray(zstd(SMALL, "--check"))
    bad[-1] ^= 1
    refused("zst", bytes(bad), "another checksum", "damaged")
    refused("zst", b"\x28\xb5\x2f\xfd\x00\x98\x09\x00\x00a", "a window of 512 MiB", "window")
    refused("gz", zstd(SMALL), "zstd under the name of gzip", "other bytes")
    refused("zst", gzip.compress(SMALL), "gzip under the name of zstd", "other bytes")
    refused("gz", gzip.compress(gzip.compress(SMALL)), "packed twice", "packed again")
    refused("gz", zlib.compress(SMALL), "the format of zlib", "other bytes")


def check_ways():
    """Standard input, folders, the roster, evidence that may be refused."""
    run = score("-", stdin=gzip.compress(SMALL))
    check(run.returncode == 65 and b"-: E-IN-006: gzip: expected standard input unpacked" in run.stderr, f"- packed: {run.stderr}")
    check(score("-", stdin=SMALL).returncode == 0, "- plain")
    folder = out / "folder"
    folder.mkdir()
    (folder / "1.csv.gz").write_bytes(gzip.compress(SMALL))
    (folder / "2.ndjson.zst").write_bytes(zstd(b'{"id":"k77","class":"kota","evidence":{"a":1,"b":2}}\n'))
    run = score("folder")
    check(run.returncode == 0 and not run.stderr and b"k77" in tables()["scores.csv"], f"a folder: {run.stderr}")
    (folder / "3.csv.gz").write_bytes(gzip.compress(SMALL.replace(b"k", b"m"))[:-5])
    before = tables()
    run = score("folder", options=("-o", "results", "--allow-refused"))
    check(run.returncode == 65 and b"3.csv.gz: E-IN-006" in run.stderr and tables() == before, f"allow-refused: {run.stderr}")
    # the end comes too early within a record that is longer than what is read at once
    records = [b'{"id":"k%d","class":"kota","evidence":{"a":1,"b":2}}\n' % i for i in range(1000)]
    long = b'{"id":"x","class":"kota","name":"%s"}\n' % random.Random(2).randbytes(700000).hex().encode()
    (out / "long.ndjson.gz").write_bytes(gzip.compress(b"".join(records) + long)[:-200000])
    run = score("long.ndjson.gz", options=("-o", "results", "--allow-refused"))
    check(run.returncode == 65 and b"long.ndjson.gz: E-IN-006" in run.stderr and tables() == before, f"a long record that is cut: {run.stderr[:300]}")


write_round()
data = evidence()
same = [check_same(form, data[form]) for form in data]
check(same[0] == same[1] == same[2], "the same tables from every form")
check_damage()
check_ways()
print("packed evidence:", "what does not hold: %d" % failures if failures else "the same as unpacked; refused where it is not whole")
sys.exit(failures > 0)
