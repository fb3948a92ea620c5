"""Whether plugin_test.h and juri say the same: agree.py JURI PLUGIN.so PROGRAM

PROGRAM is agree.c, built with the source of the plugin. Each method is tried on tables of made-up rows: with gaps, entries of
lists that do not apply, columns in any order, optional roles left out, parameters."""
import csv
import io
import json
import math
import random
import re
import subprocess
import sys

ROWS, TABLES = 60, 6


def number(dice, negative):
    some = ["0", "1", str(dice.randint(0, 40)), str(dice.randint(0, 1000) / 8), "100", "0.1", "2.675"]
    return dice.choice(some + ["-1"] * negative)


def cells(dice, role, negative):
    """The cells of a column; an entry of a list that is missing takes its row away in juri, so it is not among them."""
    gap = "!not-applicable" if role["list"] else ""
    return [gap if dice.random() < 0.15 else number(dice, negative) for _ in range(ROWS)]


def make_columns(dice, method):
    columns, negative = [], dice.random() < 0.4
    for role in method["roles"]:
        if role["optional"] and dice.random() < 0.3:
            continue
        names = [f"{role['name']}.{i}" for i in range(1, 4)] if role["list"] else [role["name"]]
        columns += [(role["name"], name, cells(dice, role, negative)) for name in names]
    return columns


def make_params(dice, method):
    params = []
    for param in method["parameters"]:
        if "default" in param and dice.random() < 0.5:
            continue
        if param["type"] == "number":
            text = dice.choice([t for t in ("1", "2", "50%", str(param.get("min", 0)), "10") if
                                param.get("min", -9e9) <= value(t) <= param.get("max", 9e9)])
        else:
            text = dice.choice(["yes", "no"] if param["type"] == "flag" else param["choices"].split())
        params.append((param["name"], text))
    return params


def value(text):
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def ask_juri(juri, plugin, method, columns, params):
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id"] + [name for _, name, _ in columns])
    writer.writerows([f"r{row}"] + [column[row] for _, _, column in columns] for row in range(ROWS))
    done = subprocess.run([juri, "plugins", "run", plugin, method, "-", *(f"{n}={t}" for n, t in params)],
                          input=table.getvalue(), capture_output=True, text=True)
    remarks = [(int(row), text) for row, text in re.findall(r'agency r(\d+): "(.*)"$', done.stderr, re.M)]
    rows = list(csv.reader(done.stdout.splitlines()))[1:]
    return done.returncode, [float(measure or "nan") for _, measure in rows], remarks


def ask_program(program, method, columns, params):
    lines = [f"method {method} {ROWS}"] + [f"param {name} {text}" for name, text in params]
    lines += [f"column {role} {' '.join(c if c and c[0] != '!' else 'nan' for c in column)}" for role, _, column in columns]
    done = subprocess.run([program], input="\n".join(lines + ["run", ""]), capture_output=True, text=True)
    told = done.stdout.splitlines()[:-1]
    remarks = [(int(row), text) for row, text in (line.split(" ", 1) for line in told[ROWS:])]
    return done.returncode, [float(measure) for measure in told[:ROWS]], remarks


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def main():
    juri, plugin, program = sys.argv[1:]
    name = plugin.split("/")[-1].removesuffix(".so")
    table = json.loads(subprocess.check_output([juri, "plugins", "describe", name, "--json"]))
    dice, measures, refused = random.Random(name), 0, 0
    for method in table["methods"] * TABLES:
        columns, params = make_columns(dice, method), make_params(dice, method)
        dice.shuffle(columns)
        code, wanted, remarks = ask_juri(juri, plugin, method["name"], columns, params)
        # the program takes the entries of a list in the order of the columns, as juri does
        failed, found, said = ask_program(program, method["name"], columns, params)
        if (code != 0) != (failed != 0) or sorted(said) != sorted(remarks) or not all(map(same, wanted, found)) or (
                len(wanted) != len(found)):
            print(f"{name} {method['name']} {params}: juri {code} {wanted} {remarks}\nprogram {failed} {found} {said}")
            return 1
        measures += sum(not math.isnan(measure) for measure in found)
        refused += code != 0
    print(f"{name} {measures} measures, {refused} tables refused by both")
    return 0


sys.exit(main())
