#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2019.ini, from which the published places come out. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import FIVE, write_round

CLASSES = {
    "kementerian": ("contoh-kementerian", "Contoh Kementerian", 12),
    "lembaga": ("contoh-lembaga", "Contoh Lembaga", 12),
    "provinsi": ("contoh-provinsi", "Contoh Provinsi", 12),
    "kab-kota-a": ("contoh-kab-kota-a", "Contoh Kabupaten/Kota A", 14),
    "kab-kota-b": ("contoh-kab-kota-b", "Contoh Kabupaten/Kota B", 14),
    "kab-kota-c": ("contoh-kab-kota-c", "Contoh Kabupaten/Kota C", 14),
}

PLACED = [
    ("prov-jawa-timur", "Provinsi Jawa Timur", "provinsi", "Jawa Timur", {"perencanaan": 1}),
    ("prov-riau", "Provinsi Riau", "provinsi", "Riau", {"kinerja": 1}),
    ("kementerian-perhubungan", "Kementerian Perhubungan", "kementerian", "Pusat", {"kinerja": 1}),
    ("bpk", "Badan Pemeriksa Keuangan", "lembaga", "Pusat", {"kinerja": 1}),
    ("kota-kediri", "Kota Kediri", "kab-kota-c", "Jawa Timur", {"kinerja": 1}),  # type inferred
]

write_round(os.path.join(HERE, "evidence"), 2019, CLASSES, PLACED, FIVE)
