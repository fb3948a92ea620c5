#!/usr/bin/env python3
"""bar.py JURI PLUGINS FOLDER: long work shows a bar on standard error where that is a terminal, and erases it.

It is long because of the plugin: slow takes 0.3 seconds for each of three criteria. Reading so many agencies may take long, or not.
"""
import os
import pty
import re
import subprocess
import sys

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


def make_slow_round(folder):
    round_path, evidence = os.path.join(folder, "slow-round.ini"), os.path.join(folder, "slow.csv")
    with open(round_path, "w") as file:
        file.write("[round]\ntitle = t\nedition = 1\n[category c]\ncriteria = slow.ini\n")
    with open(os.path.join(folder, "slow.ini"), "w") as file:
        file.write("[category]\nplugin = slow\n[criteria]\na =\nb =\nd =\n")
        file.writelines(f"[criterion {name}]\nmethod = m\nx = {name}\nscale = goalposts 0..100\n" for name in "abd")
    with open(evidence, "w") as file:
        file.write("id,a,b,d\nk1,1,2,3\nk2,3,2,1\n")
    return round_path, evidence


def shows(command, must):
    """How often the bar is seen; nothing else is, and it is erased."""
    quiet = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    assert quiet.stderr == b"", quiet.stderr
    shown = on_terminal(command)
    assert shown or not must, command
    if shown:
        assert BAR.sub("", shown).replace("\r\x1b[K", "") == "", shown
        assert shown.endswith("\r\x1b[K"), shown
    return len(BAR.findall(shown))


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


def main(juri, plugins, folder):
    reading = shows([juri, "score", *make_round(folder), "-q"], must=False)
    slowly = shows([juri, "score", *make_slow_round(folder), "-q", "--plugins", plugins + ":" + os.path.dirname(juri) + "/plugins"], must=True)
    assert slowly > 0
    short = on_terminal([juri, "check", "config/bkn-2023.ini", "-q"])
    assert short == "", short
    print(f"a bar on a terminal only: {slowly} times beside a slow plugin, {reading} while 200,000 agencies are read; then erased")


main(*sys.argv[1:])
