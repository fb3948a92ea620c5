#!/usr/bin/env python3
"""bar.py JURI FOLDER: long work shows a bar on standard error where that is a terminal, and erases it."""
import os
import pty
import re
import subprocess
import sys
import time

AGENCIES = 200000
BAR = re.compile(r"\r(reading|measuring) \[=* *\] +\d+%\x1b\[K")


def make_round(folder):
    round_path, evidence = os.path.join(folder, "r.ini"), os.path.join(folder, "e.csv")
    with open(round_path, "w") as file:
        file.write("[round]\ntitle = t\nedition = 1\n[category c]\ncriteria = c.ini\n")
    with open(os.path.join(folder, "c.ini"), "w") as file:
        file.write("[category]\n[criteria]\n" + "".join(f"x{i} =\n" for i in range(20)))
    with open(evidence, "w") as file:
        file.write("id," + ",".join(f"x{i}" for i in range(20)) + "\n")
        file.writelines(f"a{a}" + ",50" * 20 + "\n" for a in range(AGENCIES))
    return round_path, evidence


def on_terminal(command):
    """What the command writes on a terminal that is its standard error."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave)
    os.close(slave)
    shown = b""
    try:
        while more := os.read(master, 65536):
            shown += more
    except OSError:  # the other end is closed
        pass
    os.close(master)
    assert process.wait() == 0
    return shown.decode()


def main(juri, folder):
    command = [juri, "score", *make_round(folder), "-q"]
    start = time.monotonic()
    quiet = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    took = time.monotonic() - start
    assert quiet.stderr == b"", quiet.stderr
    shown = on_terminal(command)
    if took > 1:
        assert BAR.search(shown), shown
    if shown:
        assert BAR.sub("", shown).replace("\r\x1b[K", "") == "", shown
        assert shown.endswith("\r\x1b[K"), shown
    short = on_terminal([juri, "check", "config/bkn-2023.ini", "-q"])
    assert short == "", short
    print(f"a bar on a terminal only: {len(BAR.findall(shown))} times in {took:.1f} s, then erased")


main(sys.argv[1], sys.argv[2])
