#!/usr/bin/env python3
"""Writes evidence/ of the three stages asn-2021-1, -2, -3: MADE-UP. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import State, dice, kompetensi, write_csv

REAL = {"kab-magetan": "Kabupaten Magetan", "kab-sumenep": "Kabupaten Sumenep", "kota-surabaya": "Kota Surabaya",
        "kab-tulungagung": "Kabupaten Tulungagung", "kab-tuban": "Kabupaten Tuban"}
REGIONS = list(REAL.items()) + [("contoh-daerah-%02d" % i, "Contoh Daerah %02d" % i) for i in range(1, 34)]
BODIES = [("contoh-badan-%02d" % i, "Contoh BKPSDM %02d" % i) for i in range(1, 39)]
ENTRIES = [(a, "daerah") for a in REGIONS] + [(a, "badan") for a in BODIES]
JUDGES = {"lan": -8, "unair": 3, "brawijaya": 0, "ciputra": 6, "provinsi": -2}  # how lenient each is
CONFLICT = ("contoh-badan-03", "provinsi")


def first(n):
    """The first N of each class; in the class of regions these are the real ones, before the invented."""
    return [(a, c) for a, c in ENTRIES if a in REGIONS[:n] or a in BODIES[:n]]


def row(agency, class_id, fields):
    return {"id": agency[0], "name": agency[1], "class": class_id} | fields


def files(agency, class_id):
    papers = {"formulir": 1, "surat": 1, "laporan": 1}
    if (agency, class_id) not in first(15):
        papers[dice.choice(sorted(papers))] = 0
    return row(agency, class_id, papers)


def contents(agency, class_id):
    quality = dice.uniform(0.8, 0.97) if (agency, class_id) in first(5) else dice.uniform(0.2, 0.7)
    staff = dice.randint(2000, 20000)
    made = kompetensi(quality, staff)
    return row(agency, class_id, {"pegawai": staff} | {k: v for k, v in made.items()
                                                       if k.startswith(("jp_", "dinilai", "celah"))})


def marks(agency, class_id):
    """No mark of a real nominee is made up: their result is not published."""
    level = dice.uniform(65, 88)
    given = {judge: round(level + lenient + dice.uniform(-3, 3)) for judge, lenient in JUDGES.items()}
    if class_id == "daerah":
        given = dict.fromkeys(JUDGES, State("not-applicable"))
    elif agency[0] == CONFLICT[0]:
        given[CONFLICT[1]] = State("not-applicable")
    return row(agency, class_id, given)


dice.seed(2021)
for stage, maker, entries in ((1, files, ENTRIES), (2, contents, first(15)), (3, marks, first(5))):
    folder = os.path.join(HERE, "..", "asn-2021-%d" % stage, "evidence")
    os.makedirs(folder, exist_ok=True)
    write_csv(folder, "contoh-tahap-%d.csv" % stage, [maker(agency, class_id) for agency, class_id in entries])
