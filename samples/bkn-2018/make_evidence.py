#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2018.ini, from which the published places come out. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import near, write_round

CLASSES = {
    "kementerian": ("contoh-kementerian", "Contoh Kementerian", 12),
    "lembaga": ("contoh-lembaga", "Contoh Lembaga", 12),
    "provinsi": ("contoh-provinsi", "Contoh Provinsi", 14),
    "kabupaten": ("contoh-kab", "Contoh Kabupaten", 20),
    "kota": ("contoh-kota", "Contoh Kota", 16),
}

# The five provinces have no published order; this one is that of the alphabet.
PLACED = [
    ("prov-bali", "Provinsi Bali", "provinsi", "Bali", {"pengelola": 1}),
    ("prov-jawa-barat", "Provinsi Jawa Barat", "provinsi", "Jawa Barat", {"pengelola": 2}),
    ("prov-jawa-timur", "Provinsi Jawa Timur", "provinsi", "Jawa Timur", {"pengelola": 3}),
    ("prov-riau", "Provinsi Riau", "provinsi", "Riau", {"pengelola": 4}),
    ("prov-sulawesi-utara", "Provinsi Sulawesi Utara", "provinsi", "Sulawesi Utara", {"pengelola": 5}),
]


def points(quality, _staff):
    return {"p%02d" % i: round(near(quality, 0.03), 2) for i in range(1, 23)}


write_round(os.path.join(HERE, "evidence"), 2018, CLASSES, PLACED, {"pengelola": points}, staff=False)
