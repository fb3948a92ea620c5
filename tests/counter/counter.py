#!/usr/bin/env python3
"""The independent counter: scores and ranks a round a second time, by another route.

    counter.py ROUND EVIDENCE... -o DIR     write rankings.csv, scores.csv, awards.csv, tally.csv
    counter.py --selftest                   check the counter against values taken from outside

Written from the rules alone (config/README.md, plugins/*/README.md); it shares no code with the engine and
must never be adapted to the engine's output. Everything is exact: fractions.Fraction, and 60-digit decimals
for logarithms, powers and roots. Input is assumed to be valid; a Fault is raised where the rules call for one.

Sections: numbers - INI - the tree - evidence - methods - scales - scores - rankings - awards - tables - selftest
"""
import csv
import decimal
import json
import math
import os
import re
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction as F

decimal.setcontext(decimal.Context(prec=60, rounding=decimal.ROUND_HALF_EVEN,
                                   Emax=999999, Emin=-999999,
                                   traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]))
BILLION = 10 ** 9          # the grid: whole numbers of billionths


class Fault(Exception):
    """Something that the rules call a fault or an error."""


class Undecided(Fault):
    """A formula in extended precision so near the middle of two grid values that its last bit decides."""


# --- numbers ------------------------------------------------------------------------------------------------

def to_grid(value):
    """An exact value put on the grid, half to even."""
    return round(F(value) * BILLION)


def settled_grid(value):
    """As to_grid, for a formula that the rules evaluate in extended precision."""
    scaled = F(value) * BILLION
    if abs(scaled - math.floor(scaled) - F(1, 2)) < F(1, 10 ** 6):
        raise Undecided("%s lies between two grid values" % float(value))
    return round(scaled)


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


def dec(x):
    x = F(x)
    return Decimal(x.numerator) / Decimal(x.denominator)


def settled(x):
    """A decimal worked out with 60 digits as a fraction of 45, so that what is exact comes out exact."""
    return F(decimal.Context(prec=45).plus(x))


# --- INI ----------------------------------------------------------------------------------------------------

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
            key, value = key.strip(), re.split(r"(?:^|\s);", value, maxsplit=1)[0].strip()
            if key in sections[section]:
                raise Fault("%s: %s twice" % (path, key))
            if key == "criteria" and section[0] == "category" and value:
                value = os.path.join(os.path.dirname(path), value)
            sections[section][key] = value
    parent = next(iter(sections.values())).pop("extends", "") if sections else ""
    if parent:
        merged = read_ini(os.path.join(os.path.dirname(path), parent))
        for name, keys in sections.items():
            merged.setdefault(name, {}).update(keys)
        sections = merged
    for name in [n for n, keys in sections.items() if keys.get("remove") == "yes"]:
        del sections[name]
    return sections


def written(keys):
    """The keys that say something: an empty one is back at its default."""
    return {key: value for key, value in keys.items() if value != ""}


# --- the tree -----------------------------------------------------------------------------------------------

class Node:
    """A category (its root), group, criterion, or the overall node."""

    def __init__(self, name, kind, keys, category=None, parent=None):
        self.id, self.kind, self.keys, self.category, self.parent = name, kind, keys, category, parent
        self.children, self.cells = [], None
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
        self.edition = head["edition"]
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
    def __init__(self, ident):
        self.id, self.about, self.fields = ident, {}, {}        # fields: {name: (state or None, raw or None)}
        self.competes = True

    def __getattr__(self, name):                                # name, class_, region, reason
        if name == "name":
            return self.about.get("name") or self.id
        return self.about.get(name.rstrip("_"), "")


FIXED = ("id", "name", "class", "region", "edition", "competes", "reason")


def csv_records(path, rnd):
    ignore = listed(rnd.columns.get("ignore", ""))
    part = {rnd.columns.get(p, p): p for p in FIXED}
    missing = [""] + listed(rnd.columns.get("missing", ""))
    excluded = listed(rnd.columns.get("not-applicable", ""))
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        for row in rows:
            about, fields = {}, {}
            for column, cell in zip(header, row):
                if column in part:
                    about[part[column]] = cell
                elif glob(column, ignore) or column.endswith(".source"):
                    continue
                elif cell in missing:
                    fields[column] = ("missing", None)
                elif cell in excluded:
                    fields[column] = ("not-applicable", None)
                elif cell.startswith("!"):
                    state, _, rest = cell[1:].partition(" ")
                    fields[column] = (state, rest.strip() or None)
                else:
                    fields[column] = (None, cell)
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
        if isinstance(about.get("competes"), bool):
            about["competes"] = "yes" if about["competes"] else "no"
        fields = {}
        for name, value in record.get("evidence", {}).items():
            json_fields(name, value, fields)
        yield about, fields


def read_evidence(paths, rnd):
    agencies = {}
    files = []
    for path in paths:
        inside = sorted(os.path.join(path, n) for n in os.listdir(path)) if os.path.isdir(path) else [path]
        files += [p for p in inside if p.endswith((".csv", ".json", ".ndjson"))]
    for path in files:
        for about, fields in (csv_records if path.endswith(".csv") else json_records)(path, rnd):
            agency = agencies.setdefault(about["id"], Agency(about["id"]))
            for key, value in about.items():
                if value not in ("", None) and agency.about.setdefault(key, value) != value:
                    raise Fault("%s: two values of %s" % (agency.id, key))
            for key, value in fields.items():
                if key in agency.fields:
                    raise Fault("%s: %s twice" % (agency.id, key))
                agency.fields[key] = value
    for agency in agencies.values():
        agency.competes = agency.about.get("competes", "yes") == "yes"
    return sorted(agencies.values(), key=lambda a: a.id.encode())


def field_number(root, name, raw):
    """A text or number of a field: codes, then range, then steps."""
    rule = next((keys for pattern, keys in root.fields if pattern == name), None) \
        or next((keys for pattern, keys in root.fields if glob(name, [pattern])), {})
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


# --- methods: IEEE doubles, in the stated order; None is undefined ------------------------------------------

class Method:
    """Roles in order ("x", "x?" optional, "x*" list, "x*?" both), parameters with defaults, a function."""

    def __init__(self, roles, params, function):
        self.roles = [(r.rstrip("*?"), "*" in r, "?" in r) for r in roles.split()]
        self.params, self.function = params, function


def there(values):
    return [v for v in values if not math.isnan(v)]


def add(values):
    total = 0.0
    for value in values:
        total += value
    return total


def generic_mean(values, p):
    values = there(values)
    return add(values) / len(values) if values else None


def generic_trimmed(values, p):
    values, drop = there(values), int(p["drop"])
    if len(values) >= int(p["from"]) and len(values) > 2 * drop:
        order = sorted(range(len(values)), key=lambda i: values[i])           # lowest: of equal ones the first
        down = sorted(range(len(values)), key=lambda i: -values[i])           # highest: of equal ones the first
        out = set(order[:drop]) | set(down[:drop])
        if len(out) < 2 * drop:                                               # all that is left is equal
            out = set(order[:drop]) | set(order[len(order) - drop:])
        values = [v for i, v in enumerate(values) if i not in out]
    return generic_mean(values, p)


def cat_use(held, held_cat, people, people_cat, p):
    if held == 0 or people == 0 or held_cat < 0 or people_cat < 0 or held_cat > held or people_cat > people:
        return None
    return min(held_cat / held, people_cat / people)


def data_quality(records, *rest):
    flawed, p = rest[:4], rest[4]
    if records <= 0 or any(f < 0 or f > records for f in flawed):
        return None
    shares = [(records - f) / records for f in flawed]
    return min(add(shares) / 4, min(shares) + p["spread"])


def integration_level(links, p):
    links, top = there(links), int(p["top"])
    if any(v < 0 or v > top or v != int(v) for v in links):
        return None
    for level in range(top, 0, -1):
        if sum(v >= level for v in links) * 100 >= p["quorum"] * len(links):
            return float(level)
    return 0.0


def hours_per_head(hours, staff, excused, p):
    heads = staff if math.isnan(excused) else staff - excused
    return None if heads <= 0 or hours < 0 or excused < 0 else hours / heads


def norm_share(reached, staff, exempt, p):
    if staff <= 0 or reached < 0 or exempt < 0 or reached > staff or exempt > staff:
        return None
    done = reached if math.isnan(exempt) else reached + exempt
    return 1.0 if done > staff else done / staff


def gaps_closed(before, after, p):
    if before == 0 or before < 0 or after < 0:
        return None
    return 0.0 if after > before else (before - after) / before


def documents(papers, p):
    papers = there(papers)
    if any(v not in (0, 1) for v in papers):
        return None
    present = sum(papers)
    return 0.0 if present < p["at-least"] else present / len(papers)


def assessment_coverage(leaders, leaders_done, others, others_done, p):
    if (leaders == 0 and others == 0) or leaders_done < 0 or others_done < 0 \
            or leaders_done > leaders or others_done > others:
        return None
    if others == 0:
        return leaders_done / leaders
    if leaders == 0:
        return others_done / others
    return p["leaders-count"] * (leaders_done / leaders) + (1 - p["leaders-count"]) * (others_done / others)


def checklist_item(answer, verdict, present, p):
    if not 0 <= answer <= 1 or not 0 <= verdict <= 1 or present < 0:
        return None
    yes = min(answer, verdict) if p["claimed-only"] else verdict
    return yes * (1.0 if p["required"] == 0 or present >= p["required"] else present / p["required"])


def compliance(conforming, corrected, audited, p):
    if audited < p["sample"] or conforming < 0 or corrected < 0 or conforming + corrected > audited:
        return None
    return (conforming + p["credit"] * corrected) / audited


def follow_up(light, medium, severe, light_done, medium_done, severe_done, p):
    found, done = (light, medium, severe), (light_done, medium_done, severe_done)
    if any(d < 0 or d > f for f, d in zip(found, done)):
        return None
    worth = (p["light-counts"], p["medium-counts"], p["severe-counts"])
    all_found = add(w * f for w, f in zip(worth, found))
    return None if all_found == 0 else add(w * d for w, d in zip(worth, done)) / all_found


def timeliness(late, p):
    beyond = late - p["tolerance"]
    return 1.0 if beyond <= 0 else 0.0 if beyond >= p["grace"] else 1 - beyond / p["grace"]


def plans_in_time(due, in_time, delayed, p):
    plans = worth = in_time
    n, negative = len(delayed), in_time < 0
    for k, late in enumerate(delayed, 1):
        if not math.isnan(late):
            plans += late
            worth += late * (n + 1 - k) / (n + 1)
            negative = negative or late < 0
    return None if due <= 0 or negative or plans > due else worth / due


def appraisal_coverage(staff, appraised, p):
    appraised = there(appraised)
    if staff <= 0 or any(a < 0 for a in appraised):
        return None
    shares = [1.0 if a > staff else a / staff for a in appraised]
    return add(0.0 if s < p["floor"] else s for s in shares) / len(shares)


def distribution_distance(*rest):
    numbers, p = rest[:5], rest[5]
    curve = [p["curve-" + r] for r in ("very-good", "good", "fair", "poor", "very-poor")]
    permitted, rated = add(curve), add(numbers)
    if permitted == 0:
        raise Fault("distribution-distance: empty curve")
    if any(n < 0 for n in numbers) or rated <= 0:
        return None
    total = add(abs(n / rated - c / permitted) for n, c in zip(numbers, curve))
    return 1.0 if total > 2 else total / 2


def consequences(top, rewarded, low, coached, p):
    if (top == 0 and low == 0) or rewarded < 0 or coached < 0 or rewarded > top or coached > low:
        return None
    if low == 0:
        return rewarded / top
    if top == 0:
        return coached / low
    a, b = rewarded / top, coached / low
    return 0.0 if a + b == 0 else 2 * a * b / (a + b)


METHODS = {
    "generic": {
        "value": Method("value", {"per": "1", "abs": "no"}, lambda x, p: (abs(x) if p["abs"] else x) / p["per"]),
        "ratio": Method("part whole", {}, lambda a, b, p: None if b == 0 else a / b),
        "sum": Method("values*", {}, lambda xs, p: add(there(xs)) if there(xs) else None),
        "mean": Method("values*", {}, generic_mean),
        "difference": Method("value minus", {}, lambda a, b, p: a - b),
        "trimmed-mean": Method("values*", {"drop": "1", "from": "4"}, generic_trimmed),
    },
    "cat": {
        "cat-use": Method("selections selections-cat participants participants-cat", {}, cat_use),
        "data-quality": Method("records incomplete outdated wrong conflicting", {"spread": "0.2"}, data_quality),
        "integration-level": Method("links*", {"top": "5", "quorum": "80"}, integration_level),
    },
    "competency": {
        "hours-per-head": Method("hours staff excused?", {}, hours_per_head),
        "norm-share": Method("reached staff exempt?", {}, norm_share),
        "gaps-closed": Method("before after", {}, gaps_closed),
        "documents": Method("papers*", {"at-least": "0"}, documents),
        "assessment-coverage": Method("leaders leaders-assessed others others-assessed",
                                      {"leaders-count": "0.6"}, assessment_coverage),
    },
    "nspk": {
        "checklist-item": Method("answer verdict present", {"required": "1", "claimed-only": "no"}, checklist_item),
        "compliance": Method("conforming corrected audited", {"credit": "0.5", "sample": "1"}, compliance),
        "follow-up": Method("light medium severe light-done medium-done severe-done",
                            {"light-counts": "1", "medium-counts": "2", "severe-counts": "3"}, follow_up),
        "timeliness": Method("late", {"tolerance": "0", "grace": "30"}, timeliness),
    },
    "performance": {
        "plans-in-time": Method("due in-time delayed*", {}, plans_in_time),
        "appraisal-coverage": Method("staff appraised*", {"floor": "0.5"}, appraisal_coverage),
        "distribution-distance": Method("very-good good fair poor very-poor",
                                        {"curve-very-good": "20", "curve-good": "60", "curve-fair": "15",
                                         "curve-poor": "4", "curve-very-poor": "1"}, distribution_distance),
        "consequences": Method("top top-rewarded low low-coached", {}, consequences),
    },
}


# --- scales -------------------------------------------------------------------------------------------------

RELATIVE = ("minmax", "zscore", "rank", "percentile", "share-of-best", "target")


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
            share = settled((dec(x).ln() - dec(floor).ln()) / (dec(goal).ln() - dec(floor).ln()))
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
    elif n == 0:
        raise Constant
    elif name in ("rank", "percentile"):
        if name == "percentile" and n == 1:
            raise Constant
        r = 1 + F(sum(p > x if lower else p < x for p in peers))
        if node.held("rank-ties", "min") == "mean":
            r += F(sum(p == x for p in peers) - itself, 2)
        return r if name == "rank" else min(high, low + (high - low) * (r - 1) / (n - 1))
    else:
        least, most = min(peers), max(peers)
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
        z = dec(x - mean) / dec(variance).sqrt()
        return a + b * settled(-z if lower else z)
    if name == "target":
        goal = double(rest)
        if goal >= most if lower else goal <= least:
            raise Fault("%s: target not beyond the worst" % node.id)
        points = low + (high - low) * ((most - x) / (most - goal) if lower else (x - least) / (goal - least))
        return clamped(points, low, high) if clamp else points
    raise Fault("scale " + name)


# --- scores -------------------------------------------------------------------------------------------------

class Cell:
    """One node of one agency. Grid values: score (shown), passed (up), coverage; None: no value."""

    def __init__(self):
        self.applies = True
        self.state, self.measure, self.claim = "", None, None
        self.score = self.passed = self.coverage = None
        self.reason = None                             # the node at fault where there is no score

    def leave_out(self, state=""):
        self.applies, self.state, self.reason = False, state, None
        self.score = self.passed = self.coverage = None


class Scorer:
    def __init__(self, rnd, agencies):
        self.round, self.agencies = rnd, agencies
        self.events = []                               # what generate.py --coverage counts
        self.field_names = sorted({f for a in agencies for f in a.fields}, key=str.encode)
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
        return (root.competing is None or glob(agency.class_, listed(root.competing))) \
            and (node.held("applies") in (None, "all") or glob(agency.class_, listed(node.held("applies"))))

    def peers(self, node, agency, values):
        """The reference set of an agency: the values of those that compete."""
        by = node.held("reference", "class")
        same = {"class": lambda a: a.class_ == agency.class_, "region": lambda a: a.region == agency.region,
                "all": lambda a: True, "frozen": lambda a: False}[by]
        return [v for a, v in zip(self.agencies, values) if v is not None and a.competes and same(a)]

    def check_range(self, node, n):
        text = node.held("range", "0..100")
        if text != "any":
            low, high = span(text)
            if not low * BILLION <= n <= high * BILLION:
                raise Fault("%s/%s: %s outside %s" % (node.category, node.id, decimals(n, 9), text))

    # criteria

    def criterion(self, node):
        cells = [Cell() for _ in self.agencies]
        root = self.round.categories[node.category]
        for agency, cell in zip(self.agencies, cells):
            if node.own("claim"):
                _, cell.claim = self.field(root, agency, node.keys["claim"])
            if not self.in_scope(node, agency):
                cell.leave_out("not-applicable")
                continue
            cell.coverage, cell.state = 0, "value"
            if node.own("of"):
                self.measure_of(node, agency, cell)
            else:
                self.measure(node, root, agency, cell)
            if cell.measure is not None:
                if node.own("measure-round"):
                    cell.measure = float(F(apply_rounds(to_grid(cell.measure), node.keys["measure-round"]), BILLION))
                if node.own("measure-range", "any") not in ("any", "none"):
                    low, high = span(node.keys["measure-range"], double)
                    cell.measure = clamped(F(cell.measure), low, high)
        name, _, rest = node.held("scale", "as-is").partition(" ")
        values = [None if c.measure is None else F(c.measure) for c in cells]
        for agency, cell, x in zip(self.agencies, cells, values):
            if x is None:
                continue
            cell.coverage = 100 * BILLION
            if name in RELATIVE:
                points = self.relative(node, name, rest, x, agency, values, cell)
            else:
                points = absolute_points(node, name, rest.strip(), x)
                if points is None:
                    self.without(node, cell, "undefined")
            if points is not None:
                cell.score = to_grid(points) if name == "as-is" else settled_grid(points)
                self.check_range(node, cell.score)
                cell.score = apply_rounds(cell.score, node.own("round", ""))
        for cell in cells:
            cell.passed = cell.score
        return cells

    def relative(self, node, name, rest, x, agency, values, cell):
        try:
            return relative_points(node, name, rest.strip(), x, self.peers(node, agency, values), agency.competes)
        except Constant:
            self.events += ["empty set"] * (not self.peers(node, agency, values))
            rule = node.held("constant", "error")
            if rule == "error":
                raise Fault("%s/%s: column without variation" % (node.category, node.id))
            if rule == "drop":
                cell.leave_out("constant" if node.kind == "criterion" else "")
                return None
            return number(rule)

    def without(self, node, cell, state):
        """A criterion without a measure: what the state's policy and `missing` make of it."""
        policy = self.round.states[state]
        cell.coverage, cell.state = 0, state
        if policy == "leave-out":
            cell.leave_out("not-applicable")
        elif policy == "as-zero":
            cell.score, cell.state = 0, "zero"
        else:
            rule = node.held("missing", "withhold")
            if rule in ("withhold", "reweight"):
                cell.reason = node
            else:
                cell.score = 0 if rule == "zero" else to_grid(number(rule))

    def field(self, root, agency, name):
        """(None, value) or (state, None)."""
        state, raw = agency.fields.get(name, ("missing", None))
        if state is not None and (self.round.states[state] != "as-value" or raw is None):
            return state, None
        return None, field_number(root, name, raw)

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
                    return self.without(node, cell, state)
        params = {}
        for key, default in method.params.items():
            text = node.parameter(key)
            text = default if text is None else text
            params[key] = {"yes": 1.0, "no": 0.0}[text] if text in ("yes", "no") else float(number(text))
        cell.measure = method.function(*inputs, params)
        if cell.measure is None:
            self.without(node, cell, "undefined")
        elif not math.isfinite(cell.measure):
            raise Fault("%s/%s: measure of %s not finite" % (node.category, node.id, agency.id))

    def expanded(self, root, pattern):
        """A glob stands for all fields that the evidence brings or the criteria declare, in byte order."""
        if "*" not in pattern:
            return [pattern]
        declared = [name for name, _ in root.fields if "*" not in name]
        return sorted({f for f in self.field_names + declared if glob(f, [pattern])}, key=str.encode)

    def measure_of(self, node, agency, cell):
        text, root = node.keys["of"], self.round.categories[node.category]
        source = root.find.get(text) or self.round.target(text)
        other = self.cells(source)[self.agencies.index(agency)]
        if not other.applies:
            cell.leave_out("not-applicable")
        elif other.passed is None:
            self.without(node, cell, "missing")
        else:
            cell.measure = F(other.passed, BILLION)    # the value itself, not its double

    # groups, categories, overall

    def group(self, node):
        cells = []
        columns = [self.cells(child) for child in node.children]
        weights = dict((id(child), weight) for child, weight in node.scoring())
        for index, agency in enumerate(self.agencies):
            children = [(child, column[index]) for child, column in zip(node.children, columns)]
            cells.append(self.combine(node, agency, children, weights))
        if node.category == "overall":
            for cell in cells:
                cell.passed = cell.score
            return cells
        name, _, rest = node.held("rescale", "none").partition(" ")
        before = [c.score for c in cells]
        values = [None if s is None else F(s, BILLION) for s in before]
        shown_only = node.held("passes", "after") == "before"
        for agency, cell, x in zip(self.agencies, cells, values):
            if x is None:
                continue
            if name != "none":
                points = self.relative(node, name, rest, x, agency, values, cell)
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
        rule = child.held("missing", "withhold")
        return rule if rule in ("withhold", "reweight") else 0 if rule == "zero" else to_grid(number(rule))

    def combine(self, node, agency, children, weights):
        cell = Cell()
        aggregate, _, power = node.held("aggregate", "mean").partition(" ")
        scoring = [(child, c, weights[id(child)]) for child, c in children if id(child) in weights and c.applies]
        if not self.in_scope(node, agency) or not scoring:
            cell.leave_out()
            return cell
        flat = aggregate == "product" or (aggregate == "none" and not any(c.own("weight") for c, _, _ in scoring))
        effective = [F(1) if flat else w for _, _, w in scoring]
        cell.coverage = round(sum(w * c.coverage for w, (_, c, _) in zip(effective, scoring)) / sum(effective))
        if aggregate == "none":
            if all(c.score is None for _, c, _ in scoring):
                cell.reason = node
            return cell
        extras = [(child, c) for child, c in children if child.role not in ("score", "gate") and c.applies
                  and child.written_weight() != 0]
        counting = {id(child) for child, *_ in scoring + extras}
        for child, c in children:                      # in file order
            if id(child) in counting and self.counts_with(child, c) == "withhold":
                cell.reason = c.reason
                return cell
        counted = [(F(value, BILLION), weight) for value, weight in
                   ((self.counts_with(child, c), weight) for child, c, weight in scoring) if value != "reweight"]
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
            weight = child.written_weight()
            if weight == 0:
                continue                               # shown only: counts nowhere
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
        groups = {}
        for index, agency in enumerate(scorer.agencies):
            label = {"class": agency.class_, "region": agency.region, "all": "all"}[self.within]
            groups.setdefault(label, []).append(index)
        order = rnd.class_order if self.within == "class" else str.encode
        self.groups = [(label, self.rank(label, groups[label])) for label in sorted(groups, key=order)]

    def rank_by(self, group):
        rnd, text = self.scorer.round, self.keys.get("rank-by", "score")
        if self.name == "main" and self.within == "class":
            text = rnd.classes.get(group, {}).get("rank-by", text)
        return text

    def chain(self, group):
        """The keys of a group: [(name, node, what, ascending, as written)]."""
        rnd, chain = self.scorer.round, []
        for part in listed(self.rank_by(group)):
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
        ranked = sorted((r for r in rows if r["status"] == "ranked"), key=lambda r: (r["keys"], r["agency"].id.encode()))
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
        rest = sorted((r for r in rows if r["status"] != "ranked"), key=lambda r: r["agency"].id.encode())
        return ranked + rest


def all_rankings(scorer):
    """Main ones of the categories, of overall, of nodes that awards name; then the further ones."""
    rnd = scorer.round
    named = [of for keys in rnd.awards.values() for of in listed(keys.get("of", "")) if "/" in of]
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
            used.update(key[4] for key in ranking.chain(group))
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
        found = []
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
            found.append((row, place))
        winners += sorted(found, key=lambda w: (w[0]["rank"], w[0]["agency"].id.encode()))
    return winners


def all_awards(scorer):
    """[(award, of, row of the ranking or None, agency, place, source, ranking)]"""
    rnd, won = scorer.round, []
    for name, keys in rnd.awards.items():
        if "given-to" in keys:
            given = [a for a in scorer.agencies if a.id in listed(keys["given-to"])]
            given.sort(key=lambda a: (rnd.class_order(a.class_), a.id.encode()))
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

    rankings = [["ranking", "of", "group", "rank", "id", "name", "class", "region", "score", "coverage", "grade",
                 "status", "reason", "decided_by"]]
    for ranking in all_rankings(scorer):
        for group, rows in ranking.groups:
            for row in rows:
                a = row["agency"]
                rankings.append([ranking.name, ranking.of, group, rank_text(row["rank"]), a.id, a.name, a.class_, a.region,
                                 shown(row["score"], ranking.precision), shown(row["coverage"], ranking.precision),
                                 grade_text(ranking.node, row["grade"]), row["status"], row["reason"], row["decided_by"]])
    scores = [["category", "node", "kind", "role", "id", "claim", "measure", "state", "exact", "score", "coverage",
               "grade", "spread"]]
    nodes = [node for root in rnd.categories.values() for node in root.walk()]
    for node in nodes + ([rnd.overall] if rnd.overall else []):
        for agency, cell in zip(scorer.agencies, node.cells):
            published = scorer.published(cell.score)
            scores.append([node.category, node.id, node.kind, node.role, agency.id,
                           "" if cell.claim is None else shortest(cell.claim),
                           "" if cell.measure is None else shortest(cell.measure), cell.state, shown(cell.score, 9),
                           shown(published), shown(scorer.published(cell.coverage)),
                           grade_text(node, node.published_grade(published)), ""])
    won = all_awards(scorer)
    awards = [["award", "of", "group", "place", "id", "name", "class", "region", "score", "source"]]
    for name, of, row, a, place, source, ranking in won:
        awards.append([name, of, row["group"] if row else "", place, a.id, a.name, a.class_, a.region,
                       shown(row["score"], ranking.precision) if row else "", source])
    tally = {"tally": tally_rows(scorer, won)} if ("tally", "") in rnd.ini else {}
    return {"rankings": rankings, "scores": scores, "awards": awards, **tally}


def write_tables(written, folder, edition):
    """With the column `edition`; the counter knows rounds with one plain edition only."""
    os.makedirs(folder, exist_ok=True)
    for name, rows in written.items():
        at = {"rankings": 2, "scores": 4, "awards": 2}.get(name)
        if at:
            rows = [row[:at] + ["edition" if row is rows[0] else edition] + row[at:] for row in rows]
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def count(round_path, evidence):
    rnd = Round(round_path)
    return Scorer(rnd, read_evidence(evidence, rnd))


# --- selftest -----------------------------------------------------------------------------------------------

def tiny(criteria, evidence, extra="", top="precision = 9"):
    """A round of one category `c` in a temporary folder, scored."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("round.ini", "[round]\ntitle = t\nedition = 1\n%s\n[category c]\ncriteria = c.ini\n%s"
                            % (top, extra)), ("c.ini", criteria), ("e.csv", evidence)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        return count(os.path.join(folder, "round.ini"), [os.path.join(folder, "e.csv")])


def selftest():
    """Values from outside: published examples, and small cases worked by hand."""
    checked = 0

    def same(found, expected, what):
        nonlocal checked
        checked += 1
        if found != expected:
            raise AssertionError("%s: found %r, expected %r" % (what, found, expected))

    def scores(scorer, node, digits=3, column="score"):
        cells = scorer.round.categories["c"].find[node].cells
        return [None if getattr(c, column) is None else decimals(round_grid(getattr(c, column), digits, "half-even"), digits)
                for c in cells]

    def column(criterion, values, digits=3, root="", extra="", shown="score"):
        """The points of one criterion x over agencies a, b, ... with these values."""
        rows = "".join("a%02d,%s\n" % (i, v) for i, v in enumerate(values))
        return scores(tiny("[category]\nrange = any\n%s\n[criterion x]\n%s" % (root, criterion), "id,x\n" + rows, extra),
                      "x", digits, shown)

    def node(aggregate, values, root="", lines=None, digits=3, shown="score"):
        """The score of one node over criteria x0, x1, ... of one agency."""
        lines = lines or "".join("x%d =\n" % i for i in range(len(values)))
        text = "[category]\nrange = any\naggregate = %s\n%s\n[criteria]\n%s" % (aggregate, root, lines)
        names = ",".join("x%d" % i for i in range(len(values)))
        return scores(tiny(text, "id,%s\na,%s\n" % (names, ",".join(map(str, values)))), "c", digits, shown)[0]

    # rounding: 2.345 and its kin, by hand
    for value, digits, mode, expected in (
            ("2.345", 2, "half-even", "2.34"), ("2.355", 2, "half-even", "2.36"), ("2.345", 2, "half-up", "2.35"),
            ("-2.345", 2, "half-even", "-2.34"), ("-2.345", 2, "half-up", "-2.35"), ("2.349", 2, "down", "2.34"),
            ("-2.349", 2, "down", "-2.34"), ("2.341", 2, "up", "2.35"), ("-2.341", 2, "up", "-2.35"),
            ("0.5", 0, "half-even", "0"), ("1.5", 0, "half-even", "2"), ("-0.5", 0, "half-up", "-1"),
            ("-0.004", 2, "half-even", "0.00"), ("99.995", 2, "half-up", "100.00")):
        same(decimals(round_grid(to_grid(F(value)), digits, mode), digits), expected, "%s to %d %s" % (value, digits, mode))
    same(to_grid(0.3), 300000000, "0.3 on the grid")
    same(to_grid(F(5, 2 * BILLION)), 2, "half a grid step goes to even")
    same(decimals(apply_rounds(to_grid(F("2.4449")), "3 half-up, 2 half-up"), 2), "2.45", "a list of roundings, in order")
    same(shortest(12.0) + shortest(0.1) + shortest(-0.0), "120.10", "shortest decimals")

    # ties: the table of the rules (scipy rankdata min, max, dense, ordinal, average)
    for ties, expected in (("competition", "1 2 2 4 4 4 7"), ("modified", "1 3 3 6 6 6 7"), ("dense", "1 2 2 3 3 3 4"),
                           ("ordinal", "1 2 3 4 5 6 7"), ("fractional", "1 2.5 2.5 5 5 5 7")):
        scorer = tiny("[category]\n[criterion x]\n", "id,x\ng,39\na,44\nc,42\nb,42\nd,41\nf,41\ne,41\n",
                      "[ranking]\nties = %s\nwithin = all\n" % ties)
        rows = tables(scorer)["rankings"][1:]
        same(" ".join(r[3] for r in rows), expected, ties)
        same("".join(r[4] for r in rows), "abcdefg", ties + ", order of rows")
    same([r[13] for r in rows], [""] * 7, "nothing decided by a later key")

    # UNDP's Human Development Index: Norway 2021 (83.2, 18.2, 13.0, 64660) was published as 0.961
    hdi = """[category]
range = 0..1
aggregate = geometric
[group edu]
aggregate = mean
[criterion le]
scale = goalposts 20..85
[criterion eys]
in = edu
scale = goalposts 0..18
[criterion mys]
in = edu
scale = goalposts 0..15
[criterion gni]
scale = log-goalposts 100..75000
"""
    scorer = tiny(hdi, "id,le,eys,mys,gni\nNOR,83.2,18.2,13.0,64660\nX,20,9,7.5,-1\n")
    same(scores(scorer, "c"), ["0.961", None], "HDI of Norway 2021")
    same(scores(scorer, "eys", 9), ["1.000000000", "0.500000000"], "18.2 years are clamped to 18")
    same(scores(scorer, "edu", 6), ["0.933333", "0.500000"], "education, (1 + 13/15) / 2")
    same(scorer.round.categories["c"].find["gni"].cells[1].state, "undefined", "the logarithm of a negative income")

    # aggregates by hand
    same(node("power 2", [20, 50, 80]), "55.678", "power mean, sqrt(9300 / 3)")
    same(node("geometric", [4, 9]), "6.000", "geometric mean of 4 and 9")
    same(node("power 0", [4, 9]), "6.000", "power 0 is geometric")
    same(node("harmonic", [40, 60]), "48.000", "harmonic mean of 40 and 60")
    same(node("power -1", [40, 60]), "48.000", "power -1 is harmonic")
    same(node("harmonic", [0, 60]), "0.000", "harmonic mean with 0")
    same(node("mean", [80, 50], lines="x0 = 70\nx1 = 30\n"), "71.000", "weighted mean")
    same(node("geometric", [100, 1], lines="x0 = 50\nx1 = 50\n"), "10.000", "weighted geometric mean")
    same(node("sum", [10, 20], "weight-sum = any", "x0 = 2\nx1 = 0.5\n"), "30.000", "weighted sum")
    same(node("product", ["0.5", "0.5", "0.5"]), "0.125", "product")
    same(node("max", [10, 20]) + node("min", [10, 20]), "20.00010.000", "max, min")

    # missing values, coverage and needs by hand
    same(node("mean", [80, "", 50], "missing = reweight", "x0 = 50\nx1 = 30\nx2 = 20\n", 2), "71.43", "(4000 + 1000) / 70")
    same(node("mean", [80, "", 50], "missing = reweight", "x0 = 50\nx1 = 30\nx2 = 20\n", 2, "coverage"), "70.00", "coverage")
    same(node("mean", [80, "", 50], "missing = zero", "x0 = 50\nx1 = 30\nx2 = 20\n", 2), "50.00", "missing = zero")
    same(node("mean", [80, "", 50]), None, "missing = withhold")
    same(node("mean", [80, "!not-applicable", 50], "", "x0 = 50\nx1 = 30\nx2 = 20\n", 0, "coverage"), "100", "not applicable")
    same(node("mean", [80, "", 50], "missing = reweight\nneeds = 75%", "x0 = 50\nx1 = 30\nx2 = 20\n"), None, "needs 75%")
    same(node("mean", [80, "", 50], "missing = reweight\nneeds = 2 children"), "65.000", "needs 2 children")
    same(node("mean", [80, "!unverified 7", 50], "missing = reweight"), "65.000", "unverified is missing")

    # roles by hand
    roles = "x0 = 60\nx1 = 40\nx2 =\n[criterion x2]\nrole = %s\n"
    same(node("mean", [80, 50, 3], "", roles % "bonus"), "71.000", "68 + 3")
    same(node("mean", [80, 50, 3], "", roles % "deduction\nweight = 2"), "62.000", "68 - 2 x 3")
    same(node("mean", [80, 50, 40], "", roles % "cap"), "40.000", "capped at 40")
    scorer = tiny("[category]\n[criterion x]\n[criterion g]\nrole = gate\nmin = 50\nmissing = zero\n",
                  "id,x,g\na,90,49.99\nb,80,50\nc,70,\n", "[ranking]\nwithin = all\n")
    same([(r[4], r[3], r[11], r[12]) for r in tables(scorer)["rankings"][1:]],
         [("b", "1", "ranked", ""), ("a", "", "ineligible", "g"), ("c", "", "ineligible", "g")], "gate")

    # scales by hand
    relative = "reference = all\ndirection = %s\nconstant = 7\nscale = "
    high, low = relative % "higher", relative % "lower"
    same(column(high + "minmax 1..100", [2, 4, 10]), ["1.000", "25.750", "100.000"], "minmax")
    same(column(low + "minmax", [2, 4, 10]), ["100.000", "75.000", "0.000"], "minmax, lower")
    same(column(high + "minmax", [5, 5]), ["7.000", "7.000"], "constant column")
    same(column(high + "zscore 0, 1", [2, 4, 4, 4, 5, 5, 7, 9], root="sd = population")[0], "-1.500", "z, population: (2 - 5) / 2")
    same(column(high + "zscore 100, 10", [1, 2, 3]), ["90.000", "100.000", "110.000"], "z, sample")
    same(column(high + "rank", [10, 20, 20, 30]), ["1.000", "2.000", "2.000", "4.000"], "rank, min")
    same(column(high + "rank\nrank-ties = mean", [10, 20, 20, 30]), ["1.000", "2.500", "2.500", "4.000"], "rank, mean")
    same(column(low + "rank", [10, 20, 20, 30]), ["4.000", "2.000", "2.000", "1.000"], "rank, lower")
    same(column(high + "percentile", [10, 20, 20, 30]), ["0.000", "33.333", "33.333", "100.000"], "percentile, min")
    same(column(high + "percentile\nrank-ties = mean", [10, 20, 20, 30])[1], "50.000", "percentile, mean")
    same(column(high + "share-of-best 100", [5, 20, 40]), ["12.500", "50.000", "100.000"], "share of best")
    same(column(low + "share-of-best 100", [5, 20, 40]), ["100.000", "25.000", "12.500"], "share of best, lower")
    same(column(high + "share-of-best 100\nlowest = 1", [-1, 0, 2]), ["25.000", "50.000", "100.000"], "share of best, lowest = 1")
    same(column(high + "target 10", [0, 5, 20]), ["0.000", "50.000", "100.000"], "target")
    same(column("scale = linear 0.5, 0.5", [3]), ["2.000"], "linear")
    same(column("scale = table 0:0, 12:50, 12.1:51", [-1, 6, "12.05", 99]), ["0.000", "25.000", "50.500", "51.000"], "table")
    same(column("scale = steps 30 > 90, 25 > 75, 5", [91, 90, 75]), ["30.000", "25.000", "5.000"], "steps")
    same(column("scale = goalposts 20..0", [0, 5, 30]), ["100.000", "75.000", "0.000"], "goalposts, lower is better")
    same(column("per = 4\nabs = yes", [-10]), ["2.500"], "value, abs, per")
    same(column("measure-round = 1 down\nmeasure-range = 0..2", ["0.3", "1.99", "-1"]), ["0.300", "1.900", "0.000"], "measure-round")
    same(column("round = 0 half-up", ["2.5"], 0, shown="passed"), ["3"], "round")
    for method, expected in (("sum", "24.000"), ("mean", "6.000"), ("trimmed-mean", "4.500")):
        scorer = tiny("[category]\n[criterion y]\nmethod = %s\nvalues = x*\n" % method, "id,x1,x2,x3,x4\na,1,4,5,14\n")
        same(scores(scorer, "y"), [expected], method)

    # plugins: the examples of their READMEs
    for plugin, method, values, params, expected in (
            ("generic", "value", [-1500], {"per": 1000, "abs": 1}, 1.5), ("generic", "difference", [15, 12], {}, 3.0),
            ("generic", "sum", [[3, math.nan, 4]], {}, 7.0), ("generic", "mean", [[3, math.nan, 4]], {}, 3.5),
            ("generic", "trimmed-mean", [[9, 2, 7, 8]], {}, 7.5), ("generic", "trimmed-mean", [[9, 2, 7]], {}, 6.0),
            ("generic", "trimmed-mean", [[5, 5, 5, 5]], {}, 5.0), ("generic", "trimmed-mean", [[9, 2, 7, 8]], {"drop": 2}, 6.5),
            ("cat", "cat-use", [8, 10 - 2, 1000, 950], {}, 0.95), ("cat", "cat-use", [10, 8, 1000, 950], {}, 0.8),
            ("cat", "data-quality", [1000, 100, 50, 150, 0], {}, 0.925), ("cat", "data-quality", [1000, 100, 50, 500, 0], {}, 0.7),
            ("cat", "integration-level", [[5.0, 4.0, 4.0, 3.0, 1.0]], {}, 3.0),
            ("competency", "hours-per-head", [19000, 1000, 50], {}, 20.0),
            ("competency", "norm-share", [600, 1000, 150], {}, 0.75), ("competency", "gaps-closed", [40, 10], {}, 0.75),
            ("competency", "documents", [[1, 1, 0, math.nan]], {}, 2 / 3), ("competency", "documents", [[1, 1, 0]], {"at-least": 3}, 0.0),
            ("competency", "assessment-coverage", [50, 45, 600, 300], {}, 0.74),
            ("nspk", "checklist-item", [1, 1, 2], {"required": 3}, 2 / 3), ("nspk", "compliance", [40, 6, 50], {}, 0.86),
            ("nspk", "follow-up", [4, 3, 2, 4, 2, 1], {}, 0.6875), ("nspk", "timeliness", [12], {"tolerance": 2, "grace": 40}, 0.75),
            ("performance", "plans-in-time", [100, 70, [12, 8, 4]], {}, 0.84),
            ("performance", "appraisal-coverage", [200, [200, 180, 90, 150]], {}, 0.6625),
            ("performance", "distribution-distance", [300, 600, 80, 15, 5], {}, 0.1),
            ("performance", "consequences", [100, 80, 10, 4], {}, 0.8 * 2 * 0.4 / 1.2)):
        m = METHODS[plugin][method]
        p = {k: 0.0 if v == "no" else float(v) for k, v in m.params.items()}
        same(round(m.function(*values, dict(p, **params)), 12), round(expected, 12), method)

    # a chain of keys, awards with ties at the cut, tally
    text = "[category]\ngrades = A >= 90, B >= 80, C\nmissing = reweight\n[criterion x]\n[criterion y]\nweight = %s\n"
    rows = "id,class,region,x,y\na,k,r,90,1\nb,k,r,80,5\nc,k,s,80,3\nd,k,s,80,3\ne,k,s,70,9\n"
    award = "[ranking]\nrank-by = score, y\n[award w]\ntitle = w\nfirst = %d\nat-cut = %s\n[tally]\n"
    for first, cut, expected in ((3, "extend", "aI bII cIII dIII"), (3, "withhold", "aI bII"), (2, "withhold", "aI bII")):
        out = tables(tiny((text % "0").replace("[criterion x]", "[criterion x]\nweight = 100"), rows, award % (first, cut)))
        same(" ".join(r[4] + r[3] for r in out["awards"][1:]), expected, "first %d, %s" % (first, cut))
    same([r[13] for r in out["rankings"][1:]], ["", "", "y", "", ""], "decided_by")
    same([r[10] for r in out["rankings"][1:]], ["A", "B", "B", "B", "C"], "grades")
    same(out["tally"], [["group", "agencies", "awards", "w"], ["r", 2, 2, 2]], "tally")
    print("selftest: %d assertions hold" % checked)
    return 0


def main(arguments):
    if arguments == ["--selftest"]:
        return selftest()
    if "-o" not in arguments or len(arguments) < 4:
        print(__doc__.split("\n\n")[1])
        return 64
    at = arguments.index("-o")
    out, inputs = arguments[at + 1], arguments[:at] + arguments[at + 2:]
    scorer = count(inputs[0], inputs[1:])
    write_tables(tables(scorer), out, scorer.round.edition)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
