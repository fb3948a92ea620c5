"""The benchmark's round as files of juri, from the rules that `generate rules` prints.

    python3 rounds.py RULES.csv FOLDER [minmax | asked]

writes FOLDER/round.ini and a file for each category. tests/bench/round.ini is what this makes of the 32 named indicators, and
tests/bench/run holds it against this. With minmax each indicator is scaled over the class instead of from floor to target; with
asked each is a sum of one field, which juri has to ask the plugin for, where it takes a field as it is.
"""
import csv, os, sys

SOURCE = "; Made by tests/bench/rounds.py for the evidence of tests/bench/generate: all of it is made up."


def category_file(name, rules, kind):
    text = f"{SOURCE}\n[category]\ntitle = {name.capitalize()}\nplugin = generic\nmissing = zero\nweight-sum = any\n\n[criteria]\n"
    text += "".join(f"{rule['code']} = {rule['weight']}\n" for rule in rules)
    for rule in rules:
        lower = float(rule["floor"]) > float(rule["target"])
        method = "sum\nvalues" if kind == "asked" else "value\nvalue"
        text += f"\n[criterion {rule['code']}]\nmethod = {method} = {rule['code']}\n"
        if kind == "minmax":
            text += f"scale = minmax\ndirection = {'lower' if lower else 'higher'}\n"
        else:
            text += f"scale = goalposts {rule['floor']}..{rule['target']}\n"
    return text


def round_file(weights):
    text = f"{SOURCE}\n[round]\ntitle = Benchmark\nedition = 2024\nprecision = 8\n\n[ranking]\nrank-by = score, governance\n"
    for name, weight in weights.items():
        text += f"\n[category {name}]\ncriteria = {name}.ini\nweight = {weight}\n"
    return text + "\n[overall]\ntitle = Overall\n"


def write(folder, rules, kind=None):
    weights = {rule["category"]: rule["category_weight"] for rule in rules}
    os.makedirs(folder, exist_ok=True)
    for name, text in [("round", round_file(weights))] + [
        (c, category_file(c, [rule for rule in rules if rule["category"] == c], kind)) for c in weights
    ]:
        with open(f"{folder}/{name}.ini", "w") as file:
            file.write(text)


if __name__ == "__main__":
    with open(sys.argv[1]) as table:
        write(sys.argv[2], list(csv.DictReader(table)), *sys.argv[3:])
