#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2021.ini, from which the published places come out. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import FIVE, write_round

CLASSES = {"kementerian": ("contoh-kementerian", "Contoh Kementerian", 8),
           "lembaga": ("contoh-lembaga", "Contoh Lembaga", 8)}
for stem, name in (("provinsi", "Contoh Provinsi"), ("kab", "Contoh Kabupaten"), ("kota", "Contoh Kota")):
    for kind in "abc":
        CLASSES["%s-%s" % (stem, kind)] = ("contoh-%s-%s" % (stem, kind), "%s %s" % (name, kind.upper()), 7)

# The type of Jawa Timur and of Kalimantan Tengah is not published (here A and B).
PLACED = [
    ("prov-jawa-timur", "Provinsi Jawa Timur", "provinsi-a", "Jawa Timur", {"perencanaan": 1, "wasdal": 1}),
    ("prov-sumatera-selatan", "Provinsi Sumatera Selatan", "provinsi-a", "Sumatera Selatan", {"kompetensi": 1}),
    ("prov-kalimantan-tengah", "Provinsi Kalimantan Tengah", "provinsi-b", "Kalimantan Tengah",
     {"perencanaan": 3, "kinerja": 2, "wasdal": 2}),
    ("prov-banten", "Provinsi Banten", "provinsi-c", "Banten",
     {"perencanaan": 1, "sapk-cat": 1, "kompetensi": 2, "wasdal": 3}),
    ("kab-lingga", "Kabupaten Lingga", "kab-c", "Kepulauan Riau", {"kompetensi": 1}),
    ("kab-kepulauan-anambas", "Kabupaten Kepulauan Anambas", "kab-c", "Kepulauan Riau", {"kinerja": 1}),
    ("kab-natuna", "Kabupaten Natuna", "kab-c", "Kepulauan Riau", {"sapk-cat": 2}),
    ("kota-batam", "Kota Batam", "kota-a", "Kepulauan Riau", {"perencanaan": 2, "kinerja": 1}),
    # Invented: they stand for the nine awards of kabupaten and kota of Jawa Timur, of which no list was found.
    ("contoh-jatim-01", "Contoh Kabupaten Jawa Timur 1", "kab-a", "Jawa Timur", {"perencanaan": 1, "kompetensi": 2}),
    ("contoh-jatim-02", "Contoh Kabupaten Jawa Timur 2", "kab-a", "Jawa Timur", {"kinerja": 1}),
    ("contoh-jatim-03", "Contoh Kabupaten Jawa Timur 3", "kab-b", "Jawa Timur", {"kompetensi": 1, "wasdal": 3}),
    ("contoh-jatim-04", "Contoh Kota Jawa Timur 1", "kota-a", "Jawa Timur", {"sapk-cat": 1}),
    ("contoh-jatim-05", "Contoh Kota Jawa Timur 2", "kota-b", "Jawa Timur", {"perencanaan": 1, "kinerja": 3}),
    ("contoh-jatim-06", "Contoh Kota Jawa Timur 3", "kota-c", "Jawa Timur", {"kompetensi": 2}),
]

write_round(os.path.join(HERE, "evidence"), 2021, CLASSES, PLACED, FIVE)
