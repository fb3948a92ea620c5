#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2023.ini.

Nothing here is real except the names and the published places of seven agencies. Every agency has a quality
between 0 and 1 in every category; all its numbers follow from that. Qualities are chosen so that the published
places come out, and a few agencies are bent into the situations that a round must survive (see README.md).

Usage: python3 make_evidence.py   (standard library; always the same bytes)
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from made_up import LEADERS, MAKERS, State, dice, records, write_csv, write_text

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "evidence")
CATEGORIES = ("nspk", "perencanaan", "kompetensi", "kinerja", "data-cat")

# class: id stem, name, how many invented agencies
CLASSES = {
    "kementerian": ("contoh-kementerian", "Contoh Kementerian", 20),
    "lembaga": ("contoh-lembaga", "Contoh Lembaga", 25),
    "provinsi-besar": ("contoh-provinsi", "Contoh Provinsi", 15),
    "kota-besar": ("contoh-kota-besar", "Contoh Kota Besar", 20),
    "kota-sedang": ("contoh-kota-sedang", "Contoh Kota Sedang", 24),
    "kota-kecil": ("contoh-kota-kecil", "Contoh Kota Kecil", 20),
    "kab-barat-besar": ("contoh-kab-besar", "Contoh Kabupaten Besar", 40),
    "kab-barat-kecil": ("contoh-kab-kecil", "Contoh Kabupaten Kecil", 46),
}

# id: name, class, region, place by category (that of Kota Probolinggo is not published: an award without a place)
REAL = {
    "prov-jawa-timur": ("Provinsi Jawa Timur", "provinsi-besar", "Jawa Timur",
                        {"nspk": 1, "perencanaan": 5, "kompetensi": 1, "kinerja": 5, "data-cat": 2}),
    "kab-lumajang": ("Kabupaten Lumajang", "kab-barat-kecil", "Jawa Timur", {"data-cat": 1}),
    "kab-kudus": ("Kabupaten Kudus", "kab-barat-kecil", "Jawa Tengah", {"data-cat": 2}),
    "kab-toba": ("Kabupaten Toba", "kab-barat-kecil", "Sumatera Utara", {"data-cat": 3}),
    "kab-aceh-tamiang": ("Kabupaten Aceh Tamiang", "kab-barat-kecil", "Aceh", {"data-cat": 4}),
    "kab-batang": ("Kabupaten Batang", "kab-barat-kecil", "Jawa Tengah", {"data-cat": 5}),
    "kota-probolinggo": ("Kota Probolinggo", "kota-sedang", "Jawa Timur", {"data-cat": 3}),
}

# Invented agencies that stand for those of Jawa Timur whose prizes are not published: with the real ones they come to the
# published 39 prizes, 5 of the province and 34 in 16 kabupaten and kota. Nothing but their region says so.
EAST_JAVA = (
    "contoh-kota-besar-06", "contoh-kota-besar-12", "contoh-kota-besar-13", "contoh-kota-sedang-01",
    "contoh-kota-sedang-12", "contoh-kota-kecil-01", "contoh-kota-kecil-03", "contoh-kota-kecil-05",
    "contoh-kab-besar-05", "contoh-kab-besar-21", "contoh-kab-kecil-31", "contoh-kota-besar-01", "contoh-kota-besar-04",
    "contoh-kab-kecil-09",
)

# --- The cohort ---


def invented():
    for class_id, (stem, name, count) in CLASSES.items():
        central = class_id in ("kementerian", "lembaga")
        for i in range(1, count + 1):
            region = "Contoh Pusat" if central else "Contoh Wilayah %d" % (i % 6 + 1)
            agency = "%s-%02d" % (stem, i)
            yield agency, "%s %02d" % (name, i), class_id, "Jawa Timur" if agency in EAST_JAVA else region


def agencies():
    rows = [(i, name, c, region) for i, (name, c, region, _) in REAL.items()] + list(invented())
    return {i: {"id": i, "name": name, "class": c, "region": region, "edition": "2023",
                "competes": "yes", "reason": "", "pegawai": dice.randint(2000, 20000)}
            for i, name, c, region in rows}


def order(cohort, category):
    """By class, the agencies of a category from the best to the worst; real ones stand at their places."""
    result = {}
    for class_id in CLASSES:
        members = [a["id"] for a in cohort.values() if a["class"] == class_id and a["id"] not in REAL]
        dice.shuffle(members)
        for agency, (_, its_class, _, places) in sorted(REAL.items(), key=lambda item: item[1][3].get(category, 0)):
            if its_class == class_id and category in places:
                members.insert(places[category] - 1, agency)
        result[class_id] = members
    return result


def evidence_of(cohort, category, ordered):
    made = {}
    for members in ordered.values():
        rest = sorted((dice.uniform(0.08, 0.76) for _ in members[len(LEADERS):]), reverse=True)
        for place, (agency, quality) in enumerate(zip(members, list(LEADERS) + rest)):
            if category == "nspk" and place == 0:
                quality = 1.0  # answers are few: only this makes the first place certain
            made[agency] = MAKERS[category](quality, cohort[agency]["pegawai"])
    for agency in sorted(REAL.keys() - made.keys()):
        made[agency] = left_out(made["prov-jawa-timur"])
    return {i: made[i] for i in cohort}


def left_out(template):
    """Evidence of a real agency in a category where nothing is published of it."""
    return {key: left_out(value) if isinstance(value, dict) else State("not-applicable")
            for key, value in template.items()}


# --- Situations ---


def make_twins(cohort, evidence, first, second):
    cohort[second]["pegawai"] = cohort[first]["pegawai"]
    for category in CATEGORIES:
        evidence[category][second] = json.loads(json.dumps(evidence[category][first]))


def bend_ties(cohort, evidence, ordered):
    competency, performance = ordered["kompetensi"], ordered["kinerja"]

    # A shared place, and a tie at the cut: nothing tells the two apart.
    make_twins(cohort, evidence, *competency["kota-kecil"][1:3])
    make_twins(cohort, evidence, *performance["kab-barat-besar"][4:6])

    # Equal score and coverage: the main category decides.
    first, second = competency["kota-besar"][2:4]
    make_twins(cohort, evidence, first, second)
    for item in ("e02-1", "e03-1"):
        evidence["nspk"][first][item] = {"answer": 1, "verdict": 1, "present": 1}
        evidence["nspk"][second][item] = {"answer": 1, "verdict": 0, "present": 1}

    # Equal score: nothing shown and nothing achieved are both worth nothing, but coverage tells them apart.
    first, second = competency["kementerian"][1:3]
    make_twins(cohort, evidence, first, second)
    evidence["kompetensi"][first]["celah.after"] = evidence["kompetensi"][first]["celah.before"] + 10
    evidence["kompetensi"][second]["celah.after"] = None


def bend_standing(cohort, evidence, ordered):
    evidence["nspk"][ordered["nspk"]["kota-besar"][1]]["tim"] = 0  # ineligible
    for class_id, category in (("kementerian", "nspk"), ("lembaga", "kinerja"), ("kab-barat-besar", "data-cat")):
        cohort[ordered[category][class_id][0]].update(competes="no", reason="jury member's agency (made up)")
    for category, class_id in (("kinerja", "kota-sedang"), ("nspk", "lembaga"), ("perencanaan", "kab-barat-kecil")):
        del evidence[category][ordered[category][class_id][-1]]  # sent nothing


def some_field(evidence):
    """A field and the mapping that holds it."""
    key = dice.choice(sorted(evidence.keys() - {"tim"}))
    if isinstance(evidence[key], dict):
        return dice.choice(sorted(evidence[key])), evidence[key]
    return key, evidence


def drop(evidence):
    key, holder = some_field(evidence)
    if holder is evidence:
        holder[key] = None
    else:
        del holder[key]


def forget(evidence):
    key, holder = some_field(evidence)
    holder[key] = State("unknown") if holder is evidence else None


def bend_evidence(evidence, ordered):
    # A place, but too little evidence for a prize.
    evidence["perencanaan"][ordered["perencanaan"]["kota-sedang"][2]].update({"unit_peta": None, "btl.part": None})

    def followers(category, class_id, n):
        return [i for i in ordered[category][class_id][10:] if i in evidence[category] and i not in REAL][:n]

    for category in CATEGORIES:  # one left a field out, one says that it is unknown (JSON: null)
        for class_id in CLASSES:
            for agency, blank in zip(followers(category, class_id, 2), (drop, forget)):
                blank(evidence[category][agency])
    for agency in followers("perencanaan", "kab-barat-besar", 6)[2:]:
        evidence["perencanaan"][agency]["unit_peta"] = State("unverified", evidence["perencanaan"][agency]["unit_peta"])
    for agency in followers("kompetensi", "kota-sedang", 5)[2:]:
        evidence["kompetensi"][agency]["jp_total"] = State("sanggah", evidence["kompetensi"][agency]["jp_total"])
    for agency in followers("kompetensi", "lembaga", 4)[2:]:
        evidence["kompetensi"][agency]["pegawai_20jp"] = State("dibatalkan")
    for agency in followers("data-cat", "kab-barat-kecil", 5)[2:]:
        evidence["data-cat"][agency]["mutakhir"] = State("sanggah", evidence["data-cat"][agency]["mutakhir"])
    for agency in followers("data-cat", "kota-kecil", 5)[2:]:  # nobody was examined: undefined
        evidence["data-cat"][agency]["cat"] = dict.fromkeys(evidence["data-cat"][agency]["cat"], 0)
    for agency in followers("nspk", "kab-barat-kecil", 5)[2:]:  # no findings: undefined
        evidence["nspk"][agency]["e10-1"] = dict.fromkeys(evidence["nspk"][agency]["e10-1"], 0)


def main():
    os.makedirs(HERE, exist_ok=True)
    dice.seed(2023)
    cohort = agencies()
    ordered = {category: order(cohort, category) for category in CATEGORIES}
    evidence = {category: evidence_of(cohort, category, ordered[category]) for category in CATEGORIES}
    bend_ties(cohort, evidence, ordered)
    bend_standing(cohort, evidence, ordered)
    bend_evidence(evidence, ordered)

    write_csv(HERE, "contoh-instansi.csv", [a | {"pegawai.source": "made up"} for a in cohort.values()])
    for category in ("perencanaan", "kompetensi", "kinerja"):
        write_csv(HERE, "contoh-%s.csv" % category, [{"id": i} | e for i, e in evidence[category].items()])
    write_text(HERE, "contoh-nspk.ndjson", "".join(line + "\n" for line in records(evidence["nspk"])))
    write_text(HERE, "contoh-data-cat.json", "[\n" + ",\n".join(records(evidence["data-cat"])) + "\n]\n")


if __name__ == "__main__":
    main()
