#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/bkn-2020.ini, from which the published places come out. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import FIVE, write_round

CLASSES = {
    "kementerian": ("contoh-kementerian", "Contoh Kementerian", 14),
    "lembaga": ("contoh-lembaga", "Contoh Lembaga", 14),
    "provinsi": ("contoh-provinsi", "Contoh Provinsi", 14),
    "kabupaten": ("contoh-kab", "Contoh Kabupaten", 20),
    "kota": ("contoh-kota", "Contoh Kota", 16),
}

# Stated: the places of Jawa Timur (II, by two of three sources) and of its cities and regencies, and of Ternate.
# The others won; their places here are those that are left.
PLACED = [
    ("prov-di-yogyakarta", "Provinsi DI Yogyakarta", "provinsi", "DI Yogyakarta", {"perencanaan": 1}),
    ("prov-jawa-timur", "Provinsi Jawa Timur", "provinsi", "Jawa Timur", {"perencanaan": 2, "kinerja": 2}),
    ("prov-jawa-barat", "Provinsi Jawa Barat", "provinsi", "Jawa Barat", {"perencanaan": 3}),
    ("kab-deli-serdang", "Kabupaten Deli Serdang", "kabupaten", "Sumatera Utara", {"perencanaan": 1}),
    ("kab-mimika", "Kabupaten Mimika", "kabupaten", "Papua", {"perencanaan": 2}),
    ("kab-sorong", "Kabupaten Sorong", "kabupaten", "Papua Barat", {"perencanaan": 3}),
    ("kota-ternate", "Kota Ternate", "kota", "Maluku Utara", {"perencanaan": 1}),
    ("kota-malang", "Kota Malang", "kota", "Jawa Timur", {"perencanaan": 2}),
    ("kota-madiun", "Kota Madiun", "kota", "Jawa Timur", {"perencanaan": 3, "kompetensi": 3}),
    ("kab-sidoarjo", "Kabupaten Sidoarjo", "kabupaten", "Jawa Timur", {"kompetensi": 1}),
    ("kab-tulungagung", "Kabupaten Tulungagung", "kabupaten", "Jawa Timur", {"kinerja": 1}),
    ("kota-kediri", "Kota Kediri", "kota", "Jawa Timur", {"kinerja": 3}),
    ("kementerian-pupr", "Kementerian Pekerjaan Umum dan Perumahan Rakyat", "kementerian", "Pusat", {"perencanaan": 1}),
    ("kementerian-esdm", "Kementerian Energi dan Sumber Daya Mineral", "kementerian", "Pusat", {"perencanaan": 2}),
    ("kementerian-kesehatan", "Kementerian Kesehatan", "kementerian", "Pusat", {"perencanaan": 3}),
    # Invented: stands for the one of the nine awards of Jawa Timur whose winner and category are not published together.
    ("contoh-jatim-01", "Contoh Kota Jawa Timur 1", "kota", "Jawa Timur", {"wasdal": 1}),
]

write_round(os.path.join(HERE, "evidence"), 2020, CLASSES, PLACED, FIVE)
