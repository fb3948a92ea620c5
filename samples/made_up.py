"""MADE-UP evidence: what the generators of the samples share.

An agency has a quality between 0 and 1 in every category; all its numbers follow from that. A maker invents the
evidence of one agency in one category.  Used by */make_evidence.py (standard library; always the same bytes).
"""

import csv
import json
import os
import random

LEADERS = (0.97, 0.93, 0.89, 0.85, 0.81)  # qualities of the first five

dice = random.Random()


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

# --- Files ---


def cell(value):
    if isinstance(value, State):
        return "!" + value.name + ("" if value.value is None else " %s" % value.value)
    return "" if value is None else str(value)


def write_csv(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
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


def write_text(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(text)

# --- A whole round in one file ---


def rivals(classes):
    """Invented agencies. CLASSES: class -> (id stem, name, how many)."""
    for class_id, (stem, name, count) in classes.items():
        for i in range(1, count + 1):
            region = "Contoh Pusat" if class_id in ("kementerian", "lembaga") else "Contoh Wilayah %d" % (i % 6 + 1)
            yield "%s-%02d" % (stem, i), "%s %02d" % (name, i), class_id, region


def by_quality(class_ids, invented, placed, category, level):
    """agency -> quality in a category: by class the best first, the placed ones at their places."""
    qualities = {}
    for class_id in class_ids:
        members = [a[0] for a in invented if a[2] == class_id]
        dice.shuffle(members)
        members.sort(key=lambda agency: -level.get(agency, 0))
        for agency, _, its_class, _, places in sorted(placed, key=lambda a: a[4].get(category, 0)):
            if its_class == class_id and category in places:
                members.insert(places[category] - 1, agency)
        rest = sorted((dice.uniform(0.08, 0.76) for _ in members[len(LEADERS):]), reverse=True)
        qualities.update(zip(members, list(LEADERS) + rest))
    return qualities


def write_round(folder, seed, classes, placed, makers, level=None, staff=True):
    """Writes contoh-bukti.csv, with the number of staff or without. PLACED: (id, name, class, region, {category: place}) for each agency whose places are
    given; it is not applicable in every other category. MAKERS: category -> function of quality and staff. LEVEL: an
    invented agency with a higher level stands before others in every category."""
    dice.seed(seed)
    invented = list(rivals(classes))
    rows = {a[0]: dict(zip(("id", "name", "class", "region"), a)) | {"pegawai": dice.randint(2000, 20000)}
            for a in [p[:4] for p in placed] + invented}
    class_ids = sorted({row["class"] for row in rows.values()})
    for category, maker in makers.items():
        blank = dict.fromkeys(flat(maker(0.5, 5000)), State("not-applicable"))
        qualities = by_quality(class_ids, invented, placed, category, level or {})
        for agency, row in rows.items():
            row.update(flat(maker(qualities[agency], row["pegawai"])) if agency in qualities else blank)
    os.makedirs(folder, exist_ok=True)
    if not staff:
        for row in rows.values():
            del row["pegawai"]
    write_csv(folder, "contoh-bukti.csv", list(rows.values()))


def flat(evidence, stem=""):
    """Nested evidence as the columns of a CSV file."""
    columns = {}
    for key, value in evidence.items():
        columns.update(flat(value, stem + key + ".") if isinstance(value, dict) else {stem + key: value})
    return columns


# --- The five categories of 2019 to 2021 ---


def planning(quality, staff):
    made = perencanaan(quality, staff)
    for key in [k for k in made if k.startswith(("unit", "proyeksi", "pindah"))]:
        del made[key]
    units, recruits, retired = 30 + staff // 500, 10 + staff // 100, 20 + staff // 50
    return {"peta.part": share(quality, units), "peta.whole": units,
            "nip.part": share(quality, recruits), "nip.whole": recruits,
            "usul-pensiun.part": share(quality, retired), "usul-pensiun.whole": retired} | made


def sapk_cat(quality, staff):
    made = data_cat(quality, staff)
    del made["mutakhir"]
    operators = 5 + staff // 1000
    return made | {"operator": {"part": share(quality, operators), "whole": operators}}


def assessment(quality, staff):
    made = kompetensi(quality, staff)
    return {key: made[key] for key in made if key.startswith(("dinilai", "celah", "akreditasi"))}


def control(quality, staff):
    made = nspk(quality, staff)
    return {"keputusan": made["e05-1"], "temuan": made["e10-1"], "laporan": {"late": made["e17-1"]["late"]}}


FIVE = {"perencanaan": planning, "sapk-cat": sapk_cat, "kompetensi": assessment, "kinerja": kinerja, "wasdal": control}
