#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2023.ini.

Nothing here is real except the names and the published places of seven agencies. Every agency has a quality
between 0 and 1 in every category; all its numbers follow from that. Qualities are chosen so that the published
places come out, and a few agencies are bent into the situations that a round must survive (see README.md).

Usage: python3 make_evidence.py   (standard library; always the same bytes)
"""

import csv
import json
import os
import random

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

LEADERS = (0.97, 0.93, 0.89, 0.85, 0.81)  # qualities of the first five

dice = random.Random(2023)


class State:
    """A cell that is a state, with or without a value."""

    def __init__(self, name, value=None):
        self.name, self.value = name, value


def near(quality, spread=0.01):
    return min(1.0, max(0.0, quality + dice.uniform(-spread, spread)))


def share(quality, whole):
    return round(near(quality) * whole)


# --- Evidence of one agency in one category, by its quality ---


def checklist(yes, required):
    verdict = 1 if dice.random() < yes else 0
    claimed = 1 if verdict or dice.random() < 0.5 else 0
    present = sum(dice.random() < 0.3 + 0.7 * yes for _ in range(required)) if yes < 0.95 else required
    return {"answer": claimed, "verdict": verdict, "present": present}


def conforming(quality, audited):
    good = share(quality, audited)
    return {"conforming": good, "corrected": (audited - good) // 3, "audited": audited}


def nspk(quality, staff):
    yes = 0.2 + 0.8 * quality
    required = {"e01-1": 4, "e01-3": 6}
    items = ["e01-%d" % i for i in range(1, 6)]
    items += ["e%02d-1" % i for i in range(2, 19) if i not in (5, 8, 10, 17)]
    evidence = {item: checklist(yes, required.get(item, 1)) for item in items}
    evidence["e05-1"] = conforming(quality, 20 + staff // 400)
    evidence["e08-1"] = conforming(quality, 15 + staff // 800)
    found = [dice.randint(0, 9), dice.randint(0, 5), dice.randint(0, 2)]
    done = [share(quality, n) for n in found]
    names = ("light", "medium", "severe")
    evidence["e10-1"] = dict(zip(names, found)) | {n + "-done": d for n, d in zip(names, done)}
    evidence["e17-1"] = {"late": round(60 * (1 - near(quality)))}
    evidence["tim"] = 1
    return evidence


def perencanaan(quality, staff):
    units, promotions, audited = 30 + staff // 500, 40 + staff // 25, 20 + staff // 600
    return {
        "unit": units, "unit_peta": share(quality, units),
        "proyeksi.answer": 1, "proyeksi.verdict": 1, "proyeksi.present": min(5, int(6 * quality)),
        "usul-formasi.late": round(45 * (1 - near(quality))),
        "usul-pangkat.part": share(quality, promotions), "usul-pangkat.whole": promotions,
        "btl.part": share(0.2 * (1 - quality), promotions), "btl.whole": promotions,
        **{"pindah." + k: v for k, v in conforming(quality, audited).items()},
    }


def kompetensi(quality, staff):
    leaders = 20 + staff // 60
    study, exempt = staff // 100, staff // 4
    before = 400 + dice.randint(0, 400)
    papers = [int(quality > limit) for limit in (0.2, 0.35, 0.5, 0.75)]
    return {
        "jp_total": round(20 * near(quality) * (staff - study)), "tugas_belajar": study,
        "pegawai_20jp": max(0, share(quality, staff) - exempt), "pegawai_dianggap": exempt,
        "dinilai.leaders": leaders, "dinilai.leaders-assessed": share(quality, leaders),
        "dinilai.others": staff - leaders, "dinilai.others-assessed": share(quality, staff - leaders),
        "celah.before": before, "celah.after": before - share(quality, before),
        "akreditasi": "A" if quality > 0.8 else "B" if quality > 0.6 else "C" if quality > 0.4 else "belum",
        "dok_hcdp": papers[0], "dok_analisis": papers[1], "dok_katalog": papers[2], "dok_evaluasi": papers[3],
    }


def kinerja(quality, staff):
    in_time = share(quality, staff)
    left = staff - in_time
    rated = {"good": round(0.6 * staff), "fair": 0, "poor": staff // 25, "very-poor": staff // 100}
    rated["very-good"] = round(staff * (0.2 + 0.15 * (1 - quality)))
    rated["fair"] = staff - sum(rated.values())
    top, low = rated["very-good"], rated["poor"] + rated["very-poor"]
    return {
        "skp.in-time": in_time, "skp.jan": left // 4, "skp.feb": left // 8, "skp.mar": left // 8,
        **{"siklus.tw%d" % i: share(quality, staff) for i in range(1, 5)},
        **{"sebaran." + k: rated[k] for k in ("very-good", "good", "fair", "poor", "very-poor")},
        "akibat.top": top, "akibat.top-rewarded": share(quality, top),
        "akibat.low": low, "akibat.low-coached": share(quality, low),
    }


def data_cat(quality, staff):
    def flawed(part):
        return round(part * (1 - near(quality)) * staff)

    level = min(5, int(6 * quality))
    held = dice.randint(20, 40)
    people = held * dice.randint(50, 400)
    links = ("layanan", "profil", "kinerja", "gaji", "diklat")
    return {
        "mutu": {"records": staff, "incomplete": flawed(0.9), "outdated": flawed(1.0), "wrong": flawed(0.8),
                 "conflicting": flawed(0.7)},
        "mutakhir": share(quality, staff),
        "tautan": {link: level for link in links[1:]} | {"layanan": max(0, level - 1)},
        "cat": {"selections": held, "selections-cat": round(quality * held), "participants": people,
                "participants-cat": share(quality, people)},
    }


MAKERS = {"nspk": nspk, "perencanaan": perencanaan, "kompetensi": kompetensi, "kinerja": kinerja, "data-cat": data_cat}

# --- The cohort ---


def invented():
    for class_id, (stem, name, count) in CLASSES.items():
        central = class_id in ("kementerian", "lembaga")
        for i in range(1, count + 1):
            region = "Contoh Pusat" if central else "Contoh Wilayah %d" % (i % 6 + 1)
            yield "%s-%02d" % (stem, i), "%s %02d" % (name, i), class_id, region


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


# --- Files ---


def cell(value):
    if isinstance(value, State):
        return "!" + value.name + ("" if value.value is None else " %s" % value.value)
    return "" if value is None else str(value)


def write_csv(name, rows):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([cell(v) for v in row.values()] for row in rows)


def json_value(value):
    if isinstance(value, State):
        return {"state": value.name} if value.value is None else {"value": value.value, "state": value.name}
    if isinstance(value, dict):
        return {k: json_value(v) for k, v in value.items()}
    return value


def records(made):
    return [json.dumps({"id": i, "evidence": json_value(e)}, separators=(",", ":")) for i, e in made.items()]


def write_text(name, text):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def main():
    os.makedirs(HERE, exist_ok=True)
    cohort = agencies()
    ordered = {category: order(cohort, category) for category in CATEGORIES}
    evidence = {category: evidence_of(cohort, category, ordered[category]) for category in CATEGORIES}
    bend_ties(cohort, evidence, ordered)
    bend_standing(cohort, evidence, ordered)
    bend_evidence(evidence, ordered)

    write_csv("contoh-instansi.csv", [a | {"pegawai.source": "made up"} for a in cohort.values()])
    for category in ("perencanaan", "kompetensi", "kinerja"):
        write_csv("contoh-%s.csv" % category, [{"id": i} | e for i, e in evidence[category].items()])
    write_text("contoh-nspk.ndjson", "".join(line + "\n" for line in records(evidence["nspk"])))
    write_text("contoh-data-cat.json", "[\n" + ",\n".join(records(evidence["data-cat"])) + "\n]\n")


if __name__ == "__main__":
    main()
