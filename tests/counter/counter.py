#!/usr/bin/env python3
"""The independent counter: scores and ranks a round a second time, by another route.

    counter.py ROUND EVIDENCE... -o DIR     write rankings.csv, scores.csv, awards.csv, treated.csv, tally.csv
    counter.py --selftest                   check the counter against values taken from outside

Written from the rules alone (config/README.md, plugins/*/README.md); it shares no code with the engine and
must never be adapted to the engine's output. Everything is exact: fractions.Fraction, and 60-digit decimals
for logarithms, powers and roots (exact.py). Input is assumed to be valid; a Fault is raised where the rules call for one.

Sections: numbers - INI - the tree - evidence - scales - scores - rankings - awards - tables; methods.py has the methods
of the plugins, known.py the values of --selftest.
"""
import csv
import json
import math
import os
import re
import sys
from decimal import Decimal
from fractions import Fraction as F

sys.dont_write_bytecode = True
from exact import (BILLION, Fault, Undecided, dec, log, mean_double, moments, quantile, root,  # noqa: E402,F401
                   settled, settled_double, settled_grid, to_grid)
from methods import METHODS  # noqa: E402


# --- numbers ------------------------------------------------------------------------------------------------

def round_grid(n, digits, mode):
    """A grid value rounded to so many decimals; half-even, half-up (away from zero), down, up (away from zero)."""
    step = 10 ** (9 - digits)
    whole, rest = divmod(abs(n), step)
    if mode == "up":
        whole += rest > 0
    elif mode == "half-up":
        whole += 2 * rest >= step
    elif mode == "half-even":
        whole += 2 * rest > step or (2 * rest == step and whole % 2 == 1)
    elif mode != "down":
        raise Fault("rounding " + mode)
    return whole * step if n >= 0 else -whole * step


def apply_rounds(n, text):
    for part in listed(text):
        digits, mode = part.split()
        n = round_grid(n, int(digits), mode)
    return n


def decimals(n, digits):
    """A grid value (already rounded) written with so many decimals."""
    text = "%d.%09d" % divmod(abs(n), BILLION)
    text = text[:len(text) - 9 + digits] if digits else text[:-10]
    return "-" + text if n < 0 else text


def shortest(value):
    """The shortest decimal that reads back as the double."""
    text = repr(float(value))
    return "0" if float(value) == 0 else text[:-2] if text.endswith(".0") else text


def number(text, percent_is=F(1, 100)):
    text = text.strip()
    if text.endswith("%"):
        return F(text[:-1].strip()) * percent_is
    return F(text)


def double(text):
    """A number that meets measures: the nearest double, as an exact fraction."""
    return F(float(number(text)))


def listed(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def span(text, read=number):
    low, high = text.split("..")
    return read(low), read(high)


def glob(text, patterns):
    return any(re.fullmatch("".join(".*" if c == "*" else re.escape(c) for c in p), text)
               for p in patterns)


def read_steps(text, read):
    """Steps "A > 80, B > 60, C" as [(name, operator, bound)]."""
    steps = []
    for part in listed(text):
        found = re.fullmatch(r"(.*?)\s*(>=|<=|>|<)\s*(\S+)", part)
        steps.append((found[1], found[2], read(found[3])) if found else (part, None, None))
    return steps


def first_step(steps, x):
    """Index of the first step that holds."""
    for index, (_, operator, bound) in enumerate(steps):
        if operator is None or {">": x > bound, ">=": x >= bound, "<": x < bound, "<=": x <= bound}[operator]:
            return index
    raise Fault("no step holds")


# --- INI ----------------------------------------------------------------------------------------------------

LINES = {"groups": "group", "criteria": "criterion"}


def read_ini(path):
    """Sections in order, {(kind, id): {key: value}}, with the parent of `extends` beneath."""
    sections, section = {}, None
    with open(path, encoding="utf-8-sig") as file:
        for line in file:
            line = line.strip()
            if not line or line[0] in ";#":
                continue
            if line[0] == "[":
                line = re.split(r"\s;", line, maxsplit=1)[0].strip()
                kind, _, name = line[1:-1].strip().partition(" ")
                section = (kind, name.strip())
                if section in sections:
                    raise Fault("%s: [%s] twice" % (path, " ".join(section)))
                sections[section] = {}
                continue
            key, _, value = line.partition("=")
            alone = re.fullmatch(r"\s*;\s*(;.*)?", value)         # the sign is the value
            key, value = key.strip(), ";" if alone else re.split(r"(?:^|\s);", value, maxsplit=1)[0].strip()
            if key in sections[section]:
                raise Fault("%s: %s twice" % (path, key))
            if key == "criteria" and section[0] == "category" and value:
                value = os.path.join(os.path.dirname(path), value)
            sections[section][key] = value
    parent = next(iter(sections.values())).pop("extends", "") if sections else ""
    if parent:
        sections = merged(read_ini(os.path.join(os.path.dirname(path), parent)), sections)
    for name in [n for n, keys in sections.items() if keys.get("remove") == "yes"]:
        removed(sections, *name)
    return sections


def merged(base, sections):
    """A file over its parent. A line says only what differs, and beats what the parent's sections say of the node."""
    for (kind, name), keys in sections.items():
        held = base.setdefault((kind, name), {})
        if kind not in LINES:
            held.update(keys)
            continue
        for node, text in keys.items():
            if "." in node or not text:
                held[node] = text
            else:
                old = held.get(node, "").split("|")
                parts = text.split("|")
                held[node] = "|".join([parts[0] if parts[0].strip() else old[0]] + parts[1:])
            section = base.get((LINES[kind], node), {})
            if section.get("in", name) != name:
                section["in"] = name
            if not text or text.split("|")[0].strip():
                section.pop("weight", None)
            if not text:
                for key in ("title", "title.en"):
                    section.pop(key, None)
    return base


def removed(sections, kind, name):
    """Drops a section; of a group all that lies in it, too."""
    sections.pop((kind, name), None)
    if kind == "group":
        inner = [(LINES[other], node) for (other, parent), keys in sections.items() if other in LINES and parent == name
                 for node in keys if "." not in node]
        inner += [(other, node) for (other, node), keys in sections.items() if other in LINES.values() and keys.get("in") == name]
        for other in LINES:
            sections.pop((other, name), None)
        for other, node in inner:
            removed(sections, other, node)


def written(keys):
    """The keys that say something: an empty one is back at its default."""
    return {key: value for key, value in keys.items() if value != ""}


# --- the tree -----------------------------------------------------------------------------------------------

class Node:
    """A category (its root), group, criterion, or the overall node."""

    def __init__(self, name, kind, keys, category=None, parent=None):
        self.id, self.kind, self.keys, self.category, self.parent = name, kind, keys, category, parent
        self.children, self.cells, self.measured = [], None, None
        self.role = self.own("role", "score")

    def own(self, key, default=None):
        return self.keys.get(key, "") or default

    def held(self, key, default=None):
        """A key that holds for everything below."""
        node = self
        while node:
            if key in node.keys:
                return node.keys[key] or default
            node = node.parent
        return default

    def parameter(self, key):
        """A parameter of the method: dropped below a nearer `method`."""
        node = self
        while node:
            if key in node.keys:
                return node.keys[key] or None
            if "method" in node.keys:
                return None
            node = node.parent
        return None

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def written_weight(self):
        text = self.own("weight")
        if text == "sum":
            return sum((w for _, w in self.scoring()), F(0))
        return None if text is None else number(text, F(1))

    def scoring(self):
        """The children of role score with weight above 0, and their weights."""
        pairs = [(child, child.written_weight()) for child in self.children if child.role == "score"]
        pairs = [(child, F(1) if weight is None else weight) for child, weight in pairs]
        return [(child, weight) for child, weight in pairs if weight > 0]

    def shown_only(self):
        """Weight 0 on the node itself or above it in its category."""
        node = self
        while node.parent:
            if node.written_weight() == 0:
                return True
            node = node.parent
        return False

    def limits(self):
        """[l, u] of the node: 0..100 when any."""
        text = self.held("range", "0..100")
        return (F(0), F(100)) if text == "any" else span(text)

    def published_grade(self, published):
        if published is None or not self.own("grades"):
            return None
        return first_step(read_steps(self.own("grades"), number), F(published, BILLION))


def read_category(name, section, path):
    ini = read_ini(path)
    root = Node(name, "category", dict(ini[("category", "")]), category=name)
    root.needs = section.get("needs")                   # of the root alone
    if "weight" in section:
        root.keys["weight"] = section["weight"]
    root.competing = section.get("classes")
    root.fields = [(i, written(keys)) for (kind, i), keys in ini.items() if kind == "field"]
    nodes, parents = {}, {}                             # in the order in which they are first named
    for (kind, ident), keys in ini.items():
        if kind in ("groups", "criteria"):
            for child, text in keys.items():
                if "." in child:
                    continue
                entry = nodes.setdefault(child, ["group" if kind == "groups" else "criterion", {}])
                weight = text.split("|")[0].strip()
                if weight:
                    entry[1].setdefault("weight", weight)
                parents.setdefault(child, ident)
        elif kind in ("group", "criterion"):
            nodes.setdefault(ident, [kind, {}])[1].update(keys)
            if "in" in keys:
                parents[ident] = keys["in"]
    made = {ident: Node(ident, kind, keys, category=name) for ident, (kind, keys) in nodes.items()}
    for ident, node in made.items():
        node.parent = made[parents[ident]] if parents.get(ident) else root
        node.parent.children.append(node)
    for node in root.walk():
        weights = [c.own("weight") for c in node.children if c.role == "score"]
        if node.kind != "criterion" and any(weights):
            total, wanted = sum(w for _, w in node.scoring()), node.held("weight-sum", "100")
            if not all(weights):
                raise Fault("%s: weights for some of the children of %s only" % (name, node.id))
            if wanted != "any" and total != number(wanted):
                raise Fault("%s: weights below %s sum to %s" % (name, node.id, total))
    root.find = {node.id: node for node in root.walk()}
    return root


class Round:
    def __init__(self, path):
        ini = {section: written(keys) for section, keys in read_ini(path).items()}
        self.ini = ini
        head = ini[("round", "")]
        self.precision, self.rounding = int(head.get("precision", "2")), head.get("rounding", "half-even")
        self.rank_on = head.get("rank-on", "published")
        self.editions = listed(head["edition"])
        self.panel = len(self.editions) > 1 or "*" in head["edition"]
        self.columns = ini.get(("evidence", ""), {})
        self.states = {"unverified": "as-missing", "unknown": "as-missing", "undefined": "as-missing"}
        self.states.update(ini.get(("states", ""), {}))
        self.states.update({"missing": "as-missing", "not-applicable": "leave-out"})
        self.classes = {i: keys for (kind, i), keys in ini.items() if kind == "class"}
        self.categories = {i: read_category(i, keys, keys["criteria"]) for (kind, i), keys in ini.items() if kind == "category"}
        self.overall = None
        if ("overall", "") in ini:
            keys = ini[("overall", "")]
            self.overall = Node("overall", "category", {"aggregate": keys.get("aggregate", "mean"), "range": "any",
                                                       "needs": keys.get("needs", "any")}, category="overall")
            self.overall.children = list(self.categories.values())
        self.awards = {i: keys for (kind, i), keys in ini.items() if kind == "award"}
        self.tops = dict(self.categories, **({"overall": self.overall} if self.overall else {}))
        self.rankings = {i: keys for (kind, i), keys in ini.items() if kind == "ranking"}
        self.rankings.setdefault("", {})
        self.tally = ini.get(("tally", ""), {})

    def target(self, text):
        """CATEGORY, CATEGORY/NODE or overall."""
        top, _, node = text.partition("/")
        return self.categories[top].find[node] if node else self.tops[top]

    def class_order(self, name):
        names = list(self.classes)
        return (names.index(name) if name in names else len(names), name.encode())


# --- evidence -----------------------------------------------------------------------------------------------

class Agency:
    def __init__(self, ident, edition):
        self.id, self.edition = ident, edition
        self.about, self.fields = {}, {}                        # fields: {name: [(state or None, raw or None)]}
        self.competes = True

    def __getattr__(self, name):                                # name, class_, region, reason
        if name == "name":
            return self.about.get("name") or self.id
        return self.about.get(name.rstrip("_"), "")


EMPTY = ("missing", "")    # an empty cell; a state `missing` that is written out is ("missing", None)
FIXED = ("id", "name", "class", "region", "edition", "competes", "reason", "test")


def csv_cell(cell, rnd):
    """(state or None, raw or None) of a cell."""
    if cell in [""] + listed(rnd.columns.get("missing", "")):
        return EMPTY
    if cell in listed(rnd.columns.get("not-applicable", "")):
        return "not-applicable", None
    if rnd.columns.get("decimal") == ",":                       # no code has a comma
        cell = cell.replace(",", ".")
    if cell.startswith("!"):
        state, _, rest = cell[1:].partition(" ")
        return state, rest.strip() or None
    return None, cell


def csv_records(path, rnd):
    """Records of a CSV file: (fixed columns, fields). In a long one an empty cell opens no field for a glob: {name: None}."""
    ignore = listed(rnd.columns.get("ignore", ""))
    part = {rnd.columns.get(p, p): p for p in FIXED}
    item_column = rnd.columns.get("item", "item")
    delimiter = rnd.columns.get("delimiter", ",")
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter="\t" if delimiter == "tab" else delimiter)
        header = next(rows)
        for row in rows:
            about, fields, cells = {}, {}, dict(zip(header, row))
            item = cells.pop(item_column, None)
            for column, cell in cells.items():
                if column in part:
                    about[part[column]] = cell
                    continue
                name = column if item is None else item if column == "value" else item + "." + column
                if not glob(column, ignore) and not glob(name, ignore) and column != "source" and not column.endswith(".source"):
                    fields[name] = csv_cell(cell, rnd) if cell or item is None else None
            if row:
                yield about, fields


def json_fields(prefix, value, fields):
    if isinstance(value, dict) and not set(value) <= {"value", "state", "source"}:
        for name, inner in value.items():
            json_fields(prefix + "." + name if prefix else name, inner, fields)
    elif isinstance(value, dict):
        inner = value.get("value")
        state = value.get("state") or ("unknown" if "value" in value and inner is None else None)
        fields[prefix] = (state or (None if "value" in value else "missing"), inner)
    else:
        fields[prefix] = ("unknown", None) if value is None else (None, value)


def json_records(path, rnd):
    with open(path, encoding="utf-8-sig") as file:
        records = [json.loads(line) for line in file if line.strip()] if path.endswith(".ndjson") else json.load(file)
    for record in records:
        about = {p: record[p] for p in FIXED if p in record}
        about.update({p: record[c] for p, c in rnd.columns.items() if p in FIXED and c in record})
        for key in ("competes", "test"):
            if isinstance(about.get(key), bool):
                about[key] = "yes" if about[key] else "no"
        fields = {}
        for name, value in record.get("evidence", {}).items():
            json_fields(name, value, fields)
        yield about, fields


def evidence_files(paths):
    for path in paths:
        inside = sorted(os.path.join(path, n) for n in os.listdir(path) if not n.startswith((".", "~$"))) \
            if os.path.isdir(path) else [path]
        yield from (p for p in inside if p.endswith((".csv", ".json", ".ndjson")))


def read_evidence(paths, rnd):
    """The agencies (of a panel: id and edition) by edition, then id; the names of the fields that the evidence brings; whether it
    is test evidence."""
    agencies, brought, tests = {}, set(), set()
    for path in evidence_files(paths):
        for about, fields in (csv_records if path.endswith(".csv") else json_records)(path, rnd):
            tests.add(about.pop("test", "") == "yes")
            edition = str(about.pop("edition", "")) or ("" if rnd.panel else rnd.editions[0])
            if not edition or not glob(edition, rnd.editions):
                raise Fault("%s: edition %s" % (about["id"], edition))
            agency = agencies.setdefault((edition, about["id"]), Agency(about["id"], edition))
            for key, value in about.items():
                if value not in ("", None) and agency.about.setdefault(key, value) != value:
                    raise Fault("%s: two values of %s" % (agency.id, key))
            brought.update(name for name, cell in fields.items() if cell)
            for key, value in fields.items():
                agency.fields.setdefault(key, []).append(value or EMPTY)
    for agency in agencies.values():
        agency.competes = agency.about.get("competes", "yes") == "yes"
    for name in rnd.editions:
        if not any(glob(edition, [name]) for edition, _ in agencies):
            raise Fault("edition %s has no record" % name)
    if len(tests) > 1:
        raise Fault("test evidence beside real evidence")
    return sorted(agencies.values(), key=lambda a: (a.edition.encode(), a.id.encode())), brought, True in tests


def field_rule(root, name):
    """The keys of the [field ID] that holds for a field: a section of that very name goes before globs."""
    return next((keys for pattern, keys in root.fields if pattern == name), None) \
        or next((keys for pattern, keys in root.fields if glob(name, [pattern])), {})


def folded(fold, records, empty):
    """Many records of one field, [(state or None, value or None)], as one: exact whole billionths; empty: which are empty cells."""
    values = [to_grid(value) for _, value in records if value is not None]
    if fold == "count":
        return None, float(len(values))
    if not values:
        states = {state for (state, _), aside in zip(records, empty) if not aside}
        return (states.pop() if len(states) == 1 else "missing"), None
    total = sum(values)
    result = {"sum": total, "min": min(values), "max": max(values), "mean": round(F(total, len(values)))}[fold]
    return None, float(F(result, BILLION))


def field_number(root, name, raw):
    """A text or number of a field: codes, then range, then steps."""
    rule = field_rule(root, name)
    if isinstance(raw, str):
        codes = dict((p.rsplit(":", 1)[0].strip(), p.rsplit(":", 1)[1]) for p in listed(rule.get("codes", "")))
        value = float(number(codes[raw])) if raw in codes else float(raw)
    else:
        value = float(raw)
    if "range" in rule and rule["range"] != "any":
        low, high = span(rule["range"], double)
        if not low <= F(value) <= high:
            raise Fault("%s: %r outside %s" % (name, value, rule["range"]))
    if "steps" in rule:
        steps = read_steps(rule["steps"], double)
        value = float(number(steps[first_step(steps, F(value))][0]))
    return value


# --- scales -------------------------------------------------------------------------------------------------

RELATIVE = ("minmax", "zscore", "rank", "percentile", "share-of-best", "target", "normal-score", "exponential")


def clamped(value, low, high):
    return max(min(low, high), min(max(low, high), value))


def absolute_points(node, name, rest, x):
    """Points of a scale that looks at one agency only; None is undefined."""
    low, high = node.limits()
    if name == "as-is":
        return x
    if name in ("goalposts", "log-goalposts"):
        floor, goal = span(rest, double)
        if name == "goalposts":
            share = (x - floor) / (goal - floor)
        elif x <= 0:
            return None
        else:
            share = (log(x) - log(floor)) / (log(goal) - log(floor))
        points = low + (high - low) * share
        return clamped(points, low, high) if node.held("clamp", "yes") == "yes" else points
    if name == "linear":
        a, b = listed(rest)
        return double(a) + double(b) * x
    if name == "steps":
        steps = read_steps(rest, double)
        return number(steps[first_step(steps, x)][0])
    if name == "table":
        pairs = [(double(a), number(b)) for a, b in (p.split(":") for p in listed(rest))]
        if x <= pairs[0][0]:
            return pairs[0][1]
        for (x0, p0), (x1, p1) in zip(pairs, pairs[1:]):
            if x <= x1:
                return p0 + (p1 - p0) * (x - x0) / (x1 - x0)
        return pairs[-1][1]
    if name == "flag":
        if x not in (0, 1):
            raise Fault("%s: flag of %s" % (node.id, x))
        return high if x == 1 else low
    raise Fault("scale " + name)


PLAIN = ("goalposts", "linear", "table", "flag", "steps")
NONLINEAR = ("geometric", "harmonic", "power")


class Constant(Exception):
    """A column without variation."""


def relative_points(node, name, rest, x, peers, itself):
    """Points of x among the measures of its reference set (to which it may itself belong).

    `rescale` works on the scores of a group, of which more is always better."""
    low, high = node.limits()
    direction = node.held("direction") if node.kind == "criterion" else "higher"
    lower = direction == "lower"
    clamp = node.held("clamp", "yes") == "yes"
    n = len(peers)
    if direction not in ("higher", "lower"):
        raise Fault("%s: no direction" % node.id)
    if name == "minmax" and node.held("reference") == "frozen":
        least, most = double(node.own("min")), double(node.own("max"))
    else:
        if n == 0 or (n < int(node.held("least", "2")) and name not in ("rank", "share-of-best")):
            raise Constant
        least, most = min(peers), max(peers)
    if name in ("rank", "percentile", "normal-score", "exponential"):
        if name == "percentile" and n == 1 or name in ("normal-score", "exponential") and least == most:
            raise Constant
        r = 1 + F(sum(p > x if lower else p < x for p in peers))
        if name in ("normal-score", "exponential") or node.held("rank-ties", "min") == "mean":
            r += F(sum(p == x for p in peers) - itself, 2)
        if name == "rank":
            return r
        if name == "percentile":
            return min(high, low + (high - low) * (r - 1) / (n - 1))
        r = min(r, F(n))
        if name == "normal-score":
            mean, deviation = (number(t) for t in listed(rest)) if rest else (F(0), F(1))
            return mean + deviation * quantile(r / (n + 1))
        k = number(rest)
        inner = 1 - (r - 1) / n * (1 - settled((-100 / dec(k)).exp()))
        return low + (high - low) * -k * log(inner) / 100
    if name == "share-of-best":
        shift = double(node.held("lowest")) - least if node.held("lowest") not in (None, "none") else 0
        x, least, most, best = x + shift, least + shift, most + shift, number(rest)
        if (x <= 0 or least <= 0) if lower else (x < 0 or least < 0 or most <= 0):
            raise Fault("%s: share-of-best of %s" % (node.id, x))
        return best * least / x if lower else best * x / most
    if least == most:
        raise Constant
    if name == "minmax":
        a, b = span(rest) if rest else (low, high)
        points = a + (b - a) * (most - x if lower else x - least) / (most - least)
        return clamped(points, a, b) if clamp else points
    if name == "zscore":
        a, b = (number(t) for t in listed(rest))
        mean = sum(peers) / n
        variance = sum((p - mean) ** 2 for p in peers) / (n - 1 if node.held("sd", "sample") == "sample" else n)
        z = settled(dec(x - mean) / dec(variance).sqrt())
        return a + b * (-z if lower else z)
    if name == "target":
        goal = double(rest)
        if goal >= most if lower else goal <= least:
            raise Fault("%s: target not beyond the worst" % node.id)
        points = low + (high - low) * ((most - x) / (most - goal) if lower else (x - least) / (goal - least))
        return clamped(points, low, high) if clamp else points
    raise Fault("scale " + name)


def treated_set(values, most, with_log, limits):
    """Outliers of one reference set: (values, winsor or log, or "" of a set that passes; whether G1 was >= 0 at first)."""
    current, word, upper = list(values), "", True
    while len(current) >= 4 and len(set(current)) > 1:
        g1, g2 = moments(current)
        upper = g1 >= 0 if current == values else upper
        if abs(g1) < limits[0] or g2 < limits[1]:
            return current, word, upper
        word = "winsor"
        end = max(current) if g1 >= 0 else min(current)
        others = [x for x in current if x != end]
        if sum(a != b for a, b in zip(values, current)) >= most or len(set(others)) == 1:
            break
        next_to = max(others) if g1 >= 0 else min(others)
        current = [next_to if x == end else x for x in current]
    else:
        return current, word, upper
    return ([logarithm(x, values, upper) for x in values], "log", upper) if with_log else (current, word, upper)


def logarithm(x, values, upper):
    low, high = min(values), max(values)
    a = (high - low) / 100
    return settled_double(log(x - low + a) if upper else -log(high - x + a))


# --- scores -------------------------------------------------------------------------------------------------

class Cell:
    """One node of one agency. Grid values: score (shown), passed (up), coverage, spread; None: no value."""

    def __init__(self):
        self.applies = True
        self.state, self.measure, self.claim = "", None, None
        self.lacks = False                             # a criterion without a measure, before imputation
        self.score = self.passed = self.coverage = self.spread = None
        self.screened = ""                             # its h/n, in a category that the agency has left
        self.reason = None                             # the node at fault where there is no score

    def leave_out(self, state=""):
        self.applies, self.state, self.reason, self.lacks = False, state, None, False
        self.score = self.passed = self.coverage = self.spread = None


WORDS = ("withhold", "reweight")


def stands_for(rule):
    """What a node without a value counts with by its `missing`: grid points, or withhold or reweight."""
    if rule in WORDS:
        return rule
    return 0 if rule == "zero" else "withhold" if " of " in rule else to_grid(number(rule))


class Scorer:
    def __init__(self, rnd, evidence):
        self.round, (self.agencies, self.brought, self.test) = rnd, evidence
        self.events = []                               # what generate.py --coverage counts
        self.opened = set()                            # fields that only globs name
        self.left_by, self.treated = {}, {}            # h/n by category; changes by criterion, {index: (from, to, how)}
        for index, agency in enumerate(self.agencies):
            agency.index = index
        for top in rnd.tops.values():
            self.cells(top)

    def published(self, n, precision=None, rounding=None):
        if n is None:
            return None
        return round_grid(n, self.round.precision if precision is None else precision, rounding or self.round.rounding)

    def cells(self, node):
        """The cells of a node, one for each agency; computed when first wanted."""
        if node.cells is None:
            node.cells = "being computed"
            node.cells = self.criterion(node) if node.kind == "criterion" else self.group(node)
        if isinstance(node.cells, str):
            raise Fault("cycle at " + node.id)
        return node.cells

    def in_scope(self, node, agency):
        if node.category == "overall":
            return True
        root = self.round.categories[node.category]
        if root.competing not in (None, "all") and not glob(agency.class_, listed(root.competing)):
            return False
        entries = [e for e in listed(node.held("applies", "all")) if e != "all"]
        editions = [e.split(None, 1)[1] for e in entries if e.startswith("edition ")]
        classes = [e for e in entries if not e.startswith("edition ")]
        return (not classes or glob(agency.class_, classes)) and (not editions or glob(agency.edition, editions))

    @staticmethod
    def set_of(by, agency):
        """What the agencies of one reference set have in common."""
        return {"class": (agency.edition, agency.class_), "region": (agency.edition, agency.region), "all": agency.edition,
                "class-editions": agency.class_, "all-editions": "", "frozen": None}[by]

    def sets(self, by, values):
        """The reference sets: {what they have in common: {index: value}} of the agencies that compete."""
        found = {}
        for agency, value in zip(self.agencies, values):
            if value is not None and agency.competes:
                found.setdefault(self.set_of(by, agency), {})[agency.index] = value
        return found

    def check_range(self, node, n):
        text = node.held("range", "0..100")
        if text != "any":
            low, high = span(text)
            if not low * BILLION <= n <= high * BILLION:
                raise Fault("%s/%s: %s outside %s" % (node.category, node.id, decimals(n, 9), text))

    # criteria

    def measures(self, node):
        """The cells of a criterion up to measure-range."""
        if node.measured is None:
            root = self.round.categories[node.category]
            node.measured = [Cell() for _ in self.agencies]
            for agency, cell in zip(self.agencies, node.measured):
                self.take_measure(node, root, agency, cell)
        return node.measured

    def take_measure(self, node, root, agency, cell):
        if node.own("claim"):
            _, cell.claim = self.field(root, agency, node.keys["claim"])
        if not self.in_scope(node, agency):
            return cell.leave_out("not-applicable")
        cell.coverage, cell.state = 0, "value"
        if node.own("of"):
            self.measure_of(node, agency, cell)
        else:
            self.measure(node, root, agency, cell)
        if cell.measure is not None:
            if node.own("measure-round"):
                rounded = F(apply_rounds(to_grid(cell.measure), node.keys["measure-round"]), BILLION)
                cell.measure = rounded if node.own("of") else float(rounded)      # with `of` it stays a grid value
            if node.own("measure-range", "any") not in ("any", "none"):
                low, high = span(node.keys["measure-range"], double)
                cell.measure = clamped(F(cell.measure), low, high)

    def left(self, root):
        """Those who have left a category by `screen`: {index: h/n}."""
        if root.category == "overall" or root.own("screen", "none") == "none":
            return {}
        if root.category not in self.left_by:
            least, left = number(root.own("screen")), {}
            columns = [self.measures(node) for node in root.walk() if node.kind == "criterion" and not node.own("of")
                       and not node.shown_only()]
            for agency in self.agencies:
                cells = [column[agency.index] for column in columns]
                n, h = sum(c.applies for c in cells), sum(c.measure is not None for c in cells)
                if n and F(h, n) < least:
                    left[agency.index] = "%d/%d" % (h, n)
            self.left_by[root.category] = left
        return self.left_by[root.category]

    def impute(self, node, rule, cells, left):
        """Gives measures to criteria that are missing: the mean or median of those that the others have."""
        what, by = rule.split(" of ")
        have = self.sets(by, [None if c.measure is None or i in left else F(c.measure) for i, c in enumerate(cells)])
        made = {}
        for agency, cell in zip(self.agencies, cells):
            key = self.set_of(by, agency)
            if not cell.lacks or agency.index in left or key not in have:
                continue
            if key not in made:
                order = sorted(have[key], key=lambda i: (self.agencies[i].id.encode(), self.agencies[i].edition.encode()))
                made[key] = self.imputed(node, what, [have[key][i] for i in order])
            cell.measure, cell.state, cell.lacks = made[key], "imputed", False

    @staticmethod
    def imputed(node, what, values):
        if what == "median":
            values = sorted(values)[(len(values) - 1) // 2:len(values) // 2 + 1]
        if node.own("of"):
            return F(to_grid(sum(values) / len(values)), BILLION)
        return F(float(sum(values) / len(values))) if what == "median" else mean_double(values)

    def treat(self, node, values):
        """Outliers: the values after treatment, and the changes in self.treated."""
        how, _, most = node.held("outliers", "keep").partition(" ")
        if how == "keep":
            return values
        result, by = list(values), node.held("reference", "class")
        limits = [to_grid(number(node.held(key, default))) for key, default in (("skew", "2"), ("kurtosis", "3.5"))]
        for key, members in self.sets(by, values).items():
            changed, word, upper = treated_set(list(members.values()), int(most), how == "winsor-log", limits)
            if not word:
                continue
            self.events.append("treated by " + word)
            for index, value in zip(members, changed):
                result[index] = value
            for agency, x in zip(self.agencies, values):
                if x is not None and not agency.competes and self.set_of(by, agency) == key:
                    self.events.append("guest treated")
                    result[agency.index] = clamped(x, min(changed), max(changed)) if word == "winsor" else \
                        logarithm(clamped(x, min(members.values()), max(members.values())), members.values(), upper)
            for agency, before, after in zip(self.agencies, values, result):
                if before != after and self.set_of(by, agency) == key:
                    self.treated.setdefault((node.category, node.id), {})[agency.index] = (before, after, word)
        return result

    def criterion(self, node):
        cells, root = self.measures(node), self.round.categories[node.category]
        left, rule = self.left(root), node.held("missing", "withhold")
        if " of " in rule:
            self.impute(node, rule, cells, left)
        name, _, rest = node.held("scale", "as-is").partition(" ")
        values = self.treat(node, [None if c.measure is None or i in left else F(c.measure) for i, c in enumerate(cells)])
        peers = self.sets(node.held("reference", "class"), values)
        for agency, cell, x in zip(self.agencies, cells, values):
            if cell.measure is not None and cell.state != "imputed":
                cell.coverage = 100 * BILLION
            if agency.index in left:
                cell.screened, cell.lacks, cell.score = left[agency.index], False, None
            elif cell.lacks:
                self.without(node, cell, cell.state)
            elif x is not None:
                self.points(node, name, rest.strip(), agency, cell, x, peers)
        for cell in cells:
            cell.passed = cell.score
        return cells

    def points(self, node, name, rest, agency, cell, x, peers):
        """From the measure to the score."""
        if name in RELATIVE:
            points = self.relative(node, name, rest, x, agency, peers, cell)
        else:
            points = absolute_points(node, name, rest, x)
            if points is None:
                self.without(node, cell, "undefined")
        if points is not None:
            cell.score = to_grid(points) if name == "as-is" else settled_grid(points, name in PLAIN)
            self.check_range(node, cell.score)
            cell.score = apply_rounds(cell.score, node.own("round", ""))

    def relative(self, node, name, rest, x, agency, peers, cell):
        members = peers.get(self.set_of(node.held("reference", "class"), agency), {})
        try:
            return relative_points(node, name, rest, x, list(members.values()), agency.index in members)
        except Constant:
            self.events += ["empty set"] * (not members) + ["below least"] * (len(set(members.values())) > 1)
            rule = node.held("constant", "error")
            if rule == "error":
                raise Fault("%s/%s: column without variation" % (node.category, node.id))
            if rule == "drop":
                cell.leave_out("constant" if node.kind == "criterion" else "")
                return None
            if rule == "as-is":
                cell.state = "constant" if node.kind == "criterion" else ""
                return F(to_grid(x), BILLION)
            return number(rule)

    def without(self, node, cell, state):
        """A criterion without a measure that counts: what the state's policy and `missing` make of it."""
        policy = self.round.states[state]
        cell.coverage, cell.state = 0, state
        if policy == "leave-out":
            cell.leave_out("not-applicable")
        elif policy == "as-zero":
            cell.score, cell.state = 0, "zero"
        else:
            points = stands_for(node.held("missing", "withhold"))
            if points in WORDS:
                cell.reason = node
            else:
                cell.score = points

    def lack(self, cell, state):
        """A state in place of a measure; what is missing waits for imputation."""
        policy = self.policy(state)
        cell.coverage, cell.state = 0, state
        if policy == "leave-out":
            cell.leave_out("not-applicable")
        elif policy == "as-zero":
            cell.score, cell.state = 0, "zero"
        else:
            cell.lacks = True

    def one_field(self, root, name, record):
        """(None, value) or (state, None) of one record."""
        state, raw = record
        if state is not None and (self.round.states[state] != "as-value" or raw is None):
            return state, None
        return None, field_number(root, name, raw)

    def field(self, root, agency, name):
        """(None, value) or (state, None), of many records where the field folds."""
        given = agency.fields.get(name, [])
        records = [self.one_field(root, name, record) for record in given]
        if not records:
            return "missing", None
        fold = field_rule(root, name).get("fold", "none")
        if fold == "none" and len(records) > 1:
            raise Fault("%s: %s twice" % (agency.id, name))
        return records[0] if fold == "none" else folded(fold, records, [record == EMPTY for record in given])

    def policy(self, state):
        policy = self.round.states[state]
        return "as-missing" if policy == "as-value" else policy

    def measure(self, node, root, agency, cell):
        name = node.held("method", "value")
        method = METHODS["generic"].get(name) or METHODS[root.own("plugin", "generic")][name]
        inputs, absent = [], []                        # absent: states that decide, in the order of roles and fields
        for role, is_list, optional in method.roles:
            bound = node.own(role)
            if bound is None and optional:
                inputs.append([math.nan] if is_list else math.nan)
                continue
            bound = bound or (node.id if role == "value" else node.id + "." + role)
            names = [bound]
            if is_list:
                names = [f for pattern in listed(bound) for f in self.expanded(root, pattern)]
            found = [self.field(root, agency, f) for f in names]
            if not optional:
                left = [s for s, _ in found if s and self.policy(s) == "leave-out"]
                if left and len(left) == len(found):
                    absent.append(left[0])
                absent += [s for s, _ in found if s and self.policy(s) != "leave-out"]
            values = [math.nan if s else v for s, v in found]
            inputs.append(values if is_list else values[0])
        for policy in ("leave-out", "as-zero", "as-missing"):
            for state in absent:
                if self.policy(state) == policy:
                    return self.lack(cell, state)
        params = {}
        for key, default in method.params.items():
            text = node.parameter(key)
            text = default if text is None else text
            params[key] = {"yes": 1.0, "no": 0.0}[text] if text in ("yes", "no") else float(number(text))
        cell.measure = method.function(*inputs, params)
        if cell.measure is None:
            self.lack(cell, "undefined")
        elif not math.isfinite(cell.measure):
            raise Fault("%s/%s: measure of %s not finite" % (node.category, node.id, agency.id))

    def expanded(self, root, pattern):
        """A glob stands for all fields that the evidence brings or the criteria declare, in byte order."""
        if "*" not in pattern:
            return [pattern]
        declared = {name for name, _ in root.fields if "*" not in name}
        self.opened |= {f for f in self.brought - declared if glob(f, [pattern])}
        return sorted((f for f in self.brought | declared if glob(f, [pattern])), key=str.encode)

    def measure_of(self, node, agency, cell):
        text, root = node.keys["of"], self.round.categories[node.category]
        source = root.find.get(text) or self.round.target(text)
        other = self.cells(source)[agency.index]
        if not other.applies:
            cell.leave_out("not-applicable")
        elif other.passed is None:
            self.lack(cell, "missing")
        else:
            cell.measure = F(other.passed, BILLION)    # the value itself, not its double

    # groups, categories, overall

    def group(self, node):
        cells = []
        columns = [self.cells(child) for child in node.children]
        weights = dict((id(child), weight) for child, weight in node.scoring())
        left = self.left(self.round.tops[node.category])
        for index, agency in enumerate(self.agencies):
            children = [(child, column[index]) for child, column in zip(node.children, columns)]
            cells.append(self.combine(node, agency, children, weights, left.get(index, "")))
        if node.category == "overall":
            for cell in cells:
                cell.passed = cell.score
            return cells
        name, _, rest = node.held("rescale", "none").partition(" ")
        before = [c.score for c in cells]
        values = [None if s is None else F(s, BILLION) for s in before]
        peers = self.sets(node.held("reference", "class"), values)
        shown_only = node.held("passes", "after") == "before"
        for agency, cell, x in zip(self.agencies, cells, values):
            if x is None:
                continue
            if name != "none":
                points = self.relative(node, name, rest.strip(), x, agency, peers, cell)
                if points is None:
                    continue
                cell.score = settled_grid(points)
            self.check_range(node, cell.score)
            cell.passed = apply_rounds(to_grid(x) if shown_only else cell.score, node.own("round", ""))
            if not shown_only:
                cell.score = cell.passed
        return cells

    def counts_with(self, child, cell):
        """What a child counts with: (its value, or its policy's) or the word of its policy."""
        if cell.passed is not None:
            return cell.passed
        return stands_for(child.held("missing", "withhold"))

    def combine(self, node, agency, children, weights, screened):
        cell = Cell()
        aggregate, _, power = node.held("aggregate", "mean").partition(" ")
        scoring = [(child, c, weights[id(child)]) for child, c in children if id(child) in weights and c.applies]
        if not self.in_scope(node, agency) or not scoring:
            cell.leave_out()
            return cell
        flat = aggregate in ("product", "median") or (aggregate == "none" and not any(c.own("weight") for c, _, _ in scoring))
        effective = [F(1) if flat else w for _, _, w in scoring]
        cell.coverage = round(sum(w * c.coverage for w, (_, c, _) in zip(effective, scoring)) / sum(effective))
        if screened:
            cell.screened = screened
            return cell
        if aggregate == "none":
            if all(c.score is None for _, c, _ in scoring):
                cell.reason = node
            return cell
        counted = [(F(value, BILLION), weight) for value, weight in
                   ((self.counts_with(child, c), weight) for child, c, weight in scoring) if value not in WORDS]
        if aggregate in ("trimmed", "median") and counted:
            cell.spread = to_grid(max(counted)[0] - min(counted)[0])
        extras = [(child, c) for child, c in children if child.role not in ("score", "gate") and c.applies
                  and child.written_weight() != 0]
        counting = {id(child) for child, *_ in scoring + extras}
        for child, c in children:                      # in file order
            if id(child) in counting and self.counts_with(child, c) == "withhold":
                cell.reason = c.reason or child
                return cell
        if not self.needs_met(node, scoring, counted):
            cell.reason = node
            return cell
        score = (settled_grid if aggregate in NONLINEAR else to_grid)(self.aggregate(node, aggregate, power, counted))
        for sign, role in ((1, "bonus"), (-1, "deduction")):
            for child, c in extras:
                value = self.counts_with(child, c)
                if child.role == role and value != "reweight":
                    weight = child.written_weight()
                    score += sign * round((1 if weight is None else weight) * value)
        for child, c in extras:
            value = self.counts_with(child, c)
            if child.role == "cap" and value != "reweight":
                score = min(score, value)
        cell.score = score
        return cell

    @staticmethod
    def needs_met(node, scoring, counted):
        text = getattr(node, "needs", None) or node.held("needs", "any")
        have, total = len(counted), len(scoring)
        if text == "any":
            return have >= 1
        if not have:
            return False
        if text == "all":
            return have == total
        found = re.fullmatch(r"(\S+?)(%?)(?: of children| children)?", text)
        if not found[2]:
            return have >= F(found[1])
        if text.endswith("of children"):
            return F(have, total) >= F(found[1]) / 100
        return sum(w for _, w in counted) / sum(w for _, _, w in scoring) >= F(found[1]) / 100

    @staticmethod
    def aggregate(node, name, power, counted):
        total = sum(w for _, w in counted)
        if name == "mean":
            return sum(s * w for s, w in counted) / total
        if name == "trimmed":
            ends = int(power)
            order = sorted(range(len(counted)), key=lambda i: (counted[i][0], i))
            rest = [counted[i] for i in order[ends:len(order) - ends]] if len(counted) >= 2 * ends + 2 else counted
            return sum(s * w for s, w in rest) / sum(w for _, w in rest)
        if name == "median":
            values = sorted(s for s, _ in counted)
            return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        if name == "min":
            return min(s for s, _ in counted)
        if name == "max":
            return max(s for s, _ in counted)
        if name == "sum":
            return sum(s * w for s, w in counted)
        if name == "product":
            result = counted[0][0]
            for s, _ in counted[1:]:
                result = F(to_grid(result * s), BILLION)
            return result
        exponent = F(0) if name == "geometric" else F(-1) if name == "harmonic" else number(power)
        if any(s < 0 for s, _ in counted):
            raise Fault("%s/%s: negative under %s" % (node.category, node.id, name))
        if exponent <= 0 and any(s == 0 for s, _ in counted):
            return F(0)
        if name == "harmonic":
            return total / sum(w / s for s, w in counted)
        if exponent == 0:
            return settled((sum(dec(w) * dec(s).ln() for s, w in counted) / dec(total)).exp())
        e = dec(exponent)
        inner = sum(dec(w) * (dec(s) ** e if s else Decimal(0)) for s, w in counted) / dec(total)
        return settled(inner ** (1 / e)) if inner else F(0)

    # gates

    def failed_gate(self, node, index):
        """The first gate below a node (in file order) that the agency does not pass."""
        for child in node.children:
            if child.written_weight() == 0 or child.cells[index].screened:
                continue                               # shown only, or a category that the agency has left
            if child.role == "gate" and child.cells[index].applies:
                cell = child.cells[index]
                value = cell.score
                if value is None:
                    value = self.counts_with(child, cell)
                if value == "withhold" or (value != "reweight" and
                                           self.published(value) < number(child.keys["min"]) * BILLION):
                    return child
            failed = self.failed_gate(child, index)
            if failed:
                return failed
        return None


# --- rankings -----------------------------------------------------------------------------------------------

class Ranking:
    """One ranking of one node: rows in groups, best first, the unranked after them."""

    def __init__(self, scorer, name, node, keys):
        rnd = scorer.round
        self.scorer, self.name, self.node, self.keys = scorer, name, node, keys
        self.of = node.category if node.kind == "category" else node.category + "/" + node.id
        self.precision = int(keys.get("precision", rnd.precision))
        self.rounding = keys.get("rounding", rnd.rounding)
        self.exact = keys.get("rank-on", rnd.rank_on) == "exact"
        self.ties, self.within = keys.get("ties", "competition"), keys.get("within", "class")
        by, _, joined = self.within.partition("-")
        groups = {}
        for index, agency in enumerate(scorer.agencies):
            label = {"class": agency.class_, "region": agency.region, "all": "all"}[by]
            groups.setdefault(("" if joined else agency.edition, label), []).append(index)
        order = rnd.class_order if by == "class" else str.encode
        self.place = (lambda a: (a.id.encode(), a.edition.encode())) if joined else (lambda a: (a.edition.encode(), a.id.encode()))
        self.groups = [(label, self.rank(label, groups[edition, label]))
                       for edition, label in sorted(groups, key=lambda g: (g[0].encode(), order(g[1])))]

    def rank_by(self, group):
        rnd, text = self.scorer.round, self.keys.get("rank-by", "score")
        if self.name == "main" and self.within.startswith("class"):
            text = rnd.classes.get(group, {}).get("rank-by", text)
        return text

    def chain(self, group):
        """The keys of a group: [(name, node, what, ascending, as written)]."""
        return self.keys_of(self.rank_by(group)) or self.keys_of("score")

    def keys_of(self, text):
        rnd, chain = self.scorer.round, []
        for part in listed(text):
            name, _, way = part.partition(" ")
            asc = way.strip() == "asc"
            if name == "score" and self.node.kind != "criterion" and self.node.held("aggregate") == "none":
                chain += [(child.id, child, "score", asc, name) for child, _ in self.node.scoring()]
            elif name in ("score", "coverage"):
                chain.append((name, self.node, name, asc, name))
            elif "/" in name:
                chain.append((name, rnd.target(name), "score", asc, name))
            else:
                own = rnd.categories[self.node.category].find if self.node.category != "overall" else {}
                node = own.get(name) or rnd.categories.get(name)
                if node:
                    chain.append((name, node, "score", asc, name))
        return chain

    def key_value(self, index, key):
        """Sorts best first: no value last."""
        _, node, what, asc, _ = key
        value = getattr(self.scorer.cells(node)[index], what)
        if value is None:
            return (1, 0)
        value = value if self.exact else self.scorer.published(value, self.precision, self.rounding)
        return (0, value if asc else -value)

    def status(self, index):
        agency, cell, node = self.scorer.agencies[index], self.node.cells[index], self.node
        if not cell.applies:
            return "not-applicable", ""
        if not agency.competes:
            return "out-of-competition", agency.reason
        if cell.screened:
            return "screened", cell.screened
        if cell.reason:
            return "no-score", cell.reason.id
        gate = self.scorer.failed_gate(node, index)
        return ("ineligible", gate.id) if gate else ("ranked", "")

    def rank(self, group, members):
        chain, rows = self.chain(group), []
        for index in members:
            cell = self.node.cells[index]
            status, reason = self.status(index)
            score, coverage = (self.scorer.published(v, self.precision, self.rounding)
                               for v in (cell.score, cell.coverage))
            rows.append({"agency": self.scorer.agencies[index], "group": group, "status": status, "reason": reason,
                         "score": score, "coverage": coverage, "grade": self.node.published_grade(score),
                         "keys": tuple(self.key_value(index, key) for key in chain),
                         "rank": None, "decided_by": ""})
        ranked = sorted((r for r in rows if r["status"] == "ranked"), key=lambda r: (r["keys"], self.place(r["agency"])))
        for place, row in enumerate(ranked, 1):
            better = [r["keys"] for r in ranked if r["keys"] < row["keys"]]
            row["better"], row["tied"] = len(better), sum(r["keys"] == row["keys"] for r in ranked)
            row["rank"] = {"competition": F(row["better"] + 1), "modified": F(row["better"] + row["tied"]),
                           "dense": F(len(set(better)) + 1), "ordinal": F(place),
                           "fractional": row["better"] + F(row["tied"] + 1, 2)}[self.ties]
            if place > 1:
                above = ranked[place - 2]["keys"]
                differing = [key[0] for key, a, b in zip(chain, above, row["keys"]) if a != b]
                if above[:1] == row["keys"][:1]:
                    row["decided_by"] = differing[0] if differing else "id" if self.ties == "ordinal" else ""
        rest = sorted((r for r in rows if r["status"] != "ranked"), key=lambda r: self.place(r["agency"]))
        return ranked + rest


def all_rankings(scorer):
    """Main ones of the categories, of overall, of nodes that awards name; then the further ones."""
    rnd = scorer.round
    named = [of for keys in rnd.awards.values() if keys.get("ranking", "main") == "main" for of in listed(keys.get("of", "")) if "/" in of]
    rankings = [Ranking(scorer, "main", rnd.target(of), rnd.rankings[""]) for of in dict.fromkeys([*rnd.tops, *named])]
    rankings += [Ranking(scorer, name, rnd.target(keys["of"]), keys) for name, keys in rnd.rankings.items() if name]
    check_keys(rankings)
    return rankings


def check_keys(rankings):
    """A key that none of the rankings with this list can use is an error."""
    lists = {}
    for ranking in rankings:
        for group, _ in ranking.groups:
            text = ranking.rank_by(group)
            used = lists.setdefault((ranking.name, text), set())
            used.update(key[4] for key in ranking.keys_of(text))
    for (name, text), used in lists.items():
        for part in listed(text):
            if part.split()[0] not in used:
                raise Fault("ranking %s: no ranking can use the key %s" % (name, part))


# --- awards and tally ---------------------------------------------------------------------------------------

def roman(n):
    text = ""
    for value, letters in ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
                           (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text, n = text + letters * (n // value), n % value
    return text


def narrowed(keys, key, cls):
    return keys.get(key + "." + cls, keys.get(key)) if cls else keys.get(key)


def passes_minima(keys, row, node):
    cls = row["agency"].class_
    for key, column in (("min-score", "score"), ("min-coverage", "coverage")):
        bound = narrowed(keys, key, cls)
        if bound not in (None, "none") and (row[column] is None or row[column] < number(bound, F(1, 100) if key == "min-score" else F(1)) * BILLION):
            return False
    bound = narrowed(keys, "min-grade", cls)
    if bound not in (None, "none"):
        names = [name for name, _, _ in read_steps(node.own("grades"), number)]
        return row["grade"] is not None and row["grade"] <= names.index(bound)
    return True


def place_name(keys, rank):
    names = listed(keys.get("places", ""))
    return roman(rank) if not names else names[rank - 1] if rank <= len(names) else str(rank)


def one_award(name, keys, ranking):
    """Winners of one award in one ranking: [(row, place)]."""
    winners = []
    for _, rows in ranking.groups:
        for row in rows:
            cls = row["agency"].class_
            if row["status"] != "ranked" or not passes_minima(keys, row, ranking.node):
                continue
            if keys.get("classes", "all") != "all" and not glob(cls, listed(keys["classes"])):
                continue
            first, place = narrowed(keys, "first", cls), ""
            if first is not None:
                if row["better"] >= int(first):
                    continue
                if int(first) < row["better"] + row["tied"]:
                    withhold = keys.get("at-cut", "extend") == "withhold"
                    ranking.scorer.events.append("withheld" if withhold else "extended")
                    if withhold:
                        continue
                rank = row["better"] + 1 if ranking.ties in ("modified", "fractional") else int(row["rank"])
                place = place_name(keys, rank)
            winners.append((row, place))
    return winners


def all_awards(scorer):
    """[(award, of, row of the ranking or None, agency, place, source, ranking)]"""
    rnd, won = scorer.round, []
    for name, keys in rnd.awards.items():
        if "given-to" in keys:
            given = {a.id: a for a in scorer.agencies if a.id in listed(keys["given-to"])}      # the last edition of each
            given = sorted(given.values(), key=lambda a: (rnd.class_order(a.class_), a.edition.encode(), a.id.encode()))
            won += [(name, "", None, agency, "", keys["source"], None) for agency in given]
            continue
        if not any(key.partition(".")[0] in ("first", "min-score", "min-grade", "min-coverage") for key in keys):
            raise Fault("award %s: nothing that decides" % name)
        ranking_name = keys.get("ranking", "main")
        settings = rnd.rankings["" if ranking_name == "main" else ranking_name]
        for of in listed(keys.get("of", "")) or list(rnd.categories):
            ranking = Ranking(scorer, ranking_name, rnd.target(of), settings)
            won += [(name, of, row, row["agency"], place, "", ranking) for row, place in one_award(name, keys, ranking)]
    return won


def tally_rows(scorer, won):
    """Regions (classes) with an award, most awards first, then by bytes."""
    rnd = scorer.round
    by = rnd.tally.get("by", "region")
    counted = [name for name in rnd.awards if rnd.tally.get("awards", "all") == "all"
               or glob(name, listed(rnd.tally["awards"]))]
    groups = {}
    for name, _, _, agency, _, _, _ in won:
        if name in counted:
            groups.setdefault(agency.class_ if by == "class" else agency.region, []).append((name, agency.id))
    rows = [[group, len({agency for _, agency in prizes}), len(prizes)] + [sum(n == name for n, _ in prizes) for name in counted]
            for group, prizes in groups.items()]
    rows.sort(key=lambda row: (-row[2], row[0].encode()))
    return [["group", "agencies", "awards"] + counted] + rows


# --- tables -------------------------------------------------------------------------------------------------

def rank_text(rank):
    return "" if rank is None else str(rank.numerator) if rank.denominator == 1 else str(float(rank))


def grade_text(node, index):
    return "" if index is None else read_steps(node.own("grades"), number)[index][0]


def tables(scorer):
    rnd = scorer.round

    def shown(value, precision=rnd.precision):
        return "" if value is None else decimals(value, precision)

    rankings = [["ranking", "of", "edition", "group", "rank", "id", "name", "class", "region", "score", "coverage", "grade",
                 "status", "reason", "decided_by"]]
    for ranking in all_rankings(scorer):
        for group, rows in ranking.groups:
            for row in rows:
                a = row["agency"]
                rankings.append([ranking.name, ranking.of, a.edition, group, rank_text(row["rank"]), a.id, a.name, a.class_, a.region,
                                 shown(row["score"], ranking.precision), shown(row["coverage"], ranking.precision),
                                 grade_text(ranking.node, row["grade"]), row["status"], row["reason"], row["decided_by"]])
    scores = [["category", "node", "kind", "role", "edition", "id", "claim", "measure", "state", "exact", "score", "coverage",
               "grade", "spread"]]
    nodes = [node for root in rnd.categories.values() for node in root.walk()]
    for node in nodes + ([rnd.overall] if rnd.overall else []):
        for agency, cell in zip(scorer.agencies, node.cells):
            published = scorer.published(cell.score)
            scores.append([node.category, node.id, node.kind, node.role, agency.edition, agency.id,
                           "" if cell.claim is None else shortest(cell.claim),
                           "" if cell.measure is None else shortest(cell.measure), cell.state, shown(cell.score, 9),
                           shown(published), shown(scorer.published(cell.coverage)),
                           grade_text(node, node.published_grade(published)), shown(scorer.published(cell.spread))])
    won = all_awards(scorer)
    awards = [["award", "of", "edition", "group", "place", "id", "name", "class", "region", "score", "source"]]
    for name, of, row, a, place, source, ranking in won:
        awards.append([name, of, a.edition, row["group"] if row else "", place, a.id, a.name, a.class_, a.region,
                       shown(row["score"], ranking.precision) if row else "", source])
    tally = {"tally": tally_rows(scorer, won)} if ("tally", "") in rnd.ini else {}
    written = {"rankings": rankings, "scores": scores, "awards": awards, "treated": treated_rows(scorer, nodes), **tally}
    if scorer.test:
        written = {name: [row + ["yes" if i else "test"] for i, row in enumerate(rows)] for name, rows in written.items()}
    return written


def treated_rows(scorer, nodes):
    rows = [["category", "node", "edition", "id", "from", "to", "how"]]
    for node in nodes:
        for index, (before, after, how) in sorted(scorer.treated.get((node.category, node.id), {}).items()):
            agency = scorer.agencies[index]
            rows.append([node.category, node.id, agency.edition, agency.id, shortest(before), shortest(after), how])
    return rows


def write_tables(written, folder):
    os.makedirs(folder, exist_ok=True)
    for name, rows in written.items():
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def count(round_path, evidence):
    rnd = Round(round_path)
    return Scorer(rnd, read_evidence(evidence, rnd))


# --- command line ---------------------------------------------------------------------------------------------

def main(arguments):
    if arguments == ["--selftest"]:
        import known
        return known.selftest()
    if "-o" not in arguments or len(arguments) < 4:
        print(__doc__.split("\n\n")[1])
        return 64
    at = arguments.index("-o")
    out, inputs = arguments[at + 1], arguments[:at] + arguments[at + 2:]
    scorer = count(inputs[0], inputs[1:])
    write_tables(tables(scorer), out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
