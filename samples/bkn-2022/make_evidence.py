#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2022.ini, from which the published places come out. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import assessment, data_cat, dice, kinerja, perencanaan, rivals, write_csv, write_round

CLASSES = {
    "kementerian": ("contoh-kementerian", "Contoh Kementerian", 12),
    "lembaga": ("contoh-lembaga", "Contoh Lembaga", 14),
    "provinsi-besar": ("contoh-provinsi", "Contoh Provinsi", 12),
    "kota-besar": ("contoh-kota-besar", "Contoh Kota Besar", 12),
    "kota-sedang": ("contoh-kota-sedang", "Contoh Kota Sedang", 12),
    "kota-kecil": ("contoh-kota-kecil", "Contoh Kota Kecil", 12),
    "kab-barat-besar": ("contoh-kab-besar", "Contoh Kabupaten Besar", 16),
    "kab-barat-kecil": ("contoh-kab-kecil", "Contoh Kabupaten Kecil", 16),
    "kab-timur": ("contoh-kab-timur", "Contoh Kabupaten Timur", 16),
}

# Stated places as published; where only a prize is published, a place that is left. Sizes that no source states are
# assumptions: see published.csv.
EAST, WEST = "Jawa Timur", "Jawa Barat"
PLACED = [
    ("prov-jawa-timur", "Provinsi Jawa Timur", "provinsi-besar", EAST, {"perencanaan": 1, "kompetensi": 4}),
    ("prov-jawa-tengah", "Provinsi Jawa Tengah", "provinsi-besar", "Jawa Tengah", {"kinerja": 4, "data-cat": 4}),
    ("prov-jawa-barat", "Provinsi Jawa Barat", "provinsi-besar", WEST, {"kinerja": 2}),
    ("kab-pangandaran", "Kabupaten Pangandaran", "kab-barat-kecil", WEST, {"kompetensi": 2, "perencanaan": 3}),
    ("kota-banjar", "Kota Banjar", "kota-kecil", WEST, {"perencanaan": 1, "data-cat": 5}),
    ("kab-kuningan", "Kabupaten Kuningan", "kab-barat-besar", WEST, {"data-cat": 1}),
    ("kota-depok", "Kota Depok", "kota-besar", WEST, {"data-cat": 2}),
    ("kota-samarinda", "Kota Samarinda", "kota-besar", "Kalimantan Timur", {}),
    ("kota-surabaya", "Kota Surabaya", "kota-besar", EAST, {"perencanaan": 2, "kompetensi": 2, "data-cat": 3}),
    ("kota-malang", "Kota Malang", "kota-besar", EAST, {"kinerja": 3}),
    ("kota-mojokerto", "Kota Mojokerto", "kota-kecil", EAST, {"kinerja": 2, "perencanaan": 3, "kompetensi": 4}),
    ("kota-madiun", "Kota Madiun", "kota-kecil", EAST, {"perencanaan": 4}),
    ("kota-kediri", "Kota Kediri", "kota-sedang", EAST, {"kompetensi": 3, "data-cat": 2}),
    ("kota-batu", "Kota Batu", "kota-kecil", EAST, {"data-cat": 3}),
    ("kota-pasuruan", "Kota Pasuruan", "kota-kecil", EAST, {"kinerja": 4}),
    ("kab-sidoarjo", "Kabupaten Sidoarjo", "kab-barat-besar", EAST, {"kompetensi": 2, "kinerja": 2}),
    ("kab-pacitan", "Kabupaten Pacitan", "kab-barat-kecil", EAST, {"kompetensi": 4}),
    ("kab-blitar", "Kabupaten Blitar", "kab-barat-besar", EAST, {"data-cat": 3}),
    ("kab-tulungagung", "Kabupaten Tulungagung", "kab-barat-besar", EAST, {"kinerja": 3}),
    ("kab-lamongan", "Kabupaten Lamongan", "kab-barat-besar", EAST, {"kinerja": 4}),
    # Invented: eleven of the 29 prizes of kabupaten and kota of Jawa Timur; ten in the main category, one in an element.
    ("contoh-jatim-11", "Contoh Kabupaten Jawa Timur 11", "kab-barat-besar", EAST, {"perencanaan": 2}),
] + [("contoh-jatim-%02d" % i, "Contoh Kabupaten Jawa Timur %d" % i, "kab-barat-kecil", EAST, {}) for i in range(1, 11)]

MAIN = ["prov-jawa-timur"] + ["contoh-jatim-%02d" % i for i in range(1, 11)]  # the eleven from Jawa Timur
FEW = ("kementerian", "kab-barat-kecil", "kab-timur", "kota-sedang", "kota-kecil", "lembaga", "kab-barat-besar")
OTHERS = [agency for agency, _, its_class, _ in rivals(CLASSES)
          if int(agency[-2:]) <= (6 if its_class in FEW else 7)][:55]  # 55 of the rest of the country


def indices():
    """The index of 2021: high for the 66, lower for the others, unknown of those without a known place."""
    yield {"id": "prov-jawa-timur", "indeks_nspk_2021": 100}
    for agency in MAIN[1:] + OTHERS:
        yield {"id": agency, "indeks_nspk_2021": round(dice.uniform(92, 98), 2)}
    for agency, *_ in rivals(CLASSES):
        if agency not in OTHERS:
            yield {"id": agency, "indeks_nspk_2021": round(dice.uniform(20, 55), 2)}


MAKERS = {"perencanaan": perencanaan, "kompetensi": assessment, "kinerja": kinerja, "data-cat": data_cat}
write_round(os.path.join(HERE, "evidence"), 2022, CLASSES, PLACED, MAKERS, level=dict.fromkeys(OTHERS, 1))
write_csv(os.path.join(HERE, "evidence"), "contoh-indeks.csv", list(indices()))
