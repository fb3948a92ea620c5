#!/usr/bin/env python3
"""Writes evidence/: MADE-UP evidence for config/sp4n-2022.ini, from which the published prize comes out. See README.md."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
from made_up import dice, near, share, write_round

CLASSES = {
    "kl": ("contoh-kl", "Contoh Kementerian/Lembaga", 14),
    "pemprov": ("contoh-pemprov", "Contoh Pemprov", 12),
    "pemkab": ("contoh-pemkab", "Contoh Pemkab", 20),
    "pemkot": ("contoh-pemkot", "Contoh Pemkot", 14),
    "bumn-bumd": ("contoh-bumn", "Contoh BUMN/BUMD", 8),
}

PLACED = [("prov-jawa-timur", "Provinsi Jawa Timur", "pemprov", "Jawa Timur", {"pengaduan": 1})]


def complaints(quality, _staff):
    received = dice.randint(200, 4000)
    verified = round(100 * near(quality), 1)
    return {"swa": verified, "swa.klaim": min(100, round(verified + dice.uniform(0, 15), 1)),
            "pengaduan": received, "selesai": share(quality, received), "hari": round(10 * (1 - near(quality)), 1),
            **{"panel.juri%d" % i: round(100 * near(quality, 0.03)) for i in range(1, 6)}}


write_round(os.path.join(HERE, "evidence"), 2022, CLASSES, PLACED, {"pengaduan": complaints}, staff=False)
