#!/usr/bin/env python3
"""generate.py SEED DIR: a random, valid round, full of ties, the same for the same seed.
generate.py --coverage N: in how many of N rounds each feature of the rules occurs.

Writes DIR/round.ini, DIR/criteria/*.ini and DIR/evidence/ (1 to 3 files of mixed formats, rows shuffled). Over many
seeds all features of the rules occur. How validity is kept: a *tame* node and all below it stay within 0..top;
only nodes beneath a root with `range = any` are *wild*; `nonneg` asks for nothing below 0 (geometric means need it).
"""
import csv
import json
import os
import random
import re
import sys
import tempfile

sys.dont_write_bytecode = True
import counter  # noqa: E402

DEFAULTS = {"aggregate": "mean", "needs": "any", "rescale": "none", "passes": "after", "scale": "as-is", "reference": "class",
            "missing": "withhold", "clamp": "yes", "rank-ties": "min", "sd": "sample", "range": "0..100", "weight-sum": "100"}
TIES = ("competition", "dense", "modified", "ordinal", "fractional")


class Ctx(dict):
    """What holds at a node, handed down the tree."""

    def below(self, **changes):
        return Ctx(self, **changes)

    __getattr__ = dict.get


def text(x):
    """A number as people write it, at most 9 decimals."""
    return ("%.9f" % x).rstrip("0").rstrip(".") if x != int(x) else str(int(x))


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)
        r = self.r
        self.n = r.choice((2, 3, 4, 5, 6, 8, 8, 10, 12, 15, 20, 30, 40))
        self.classes = [] if r.random() < 0.1 else ["kota-besar", "kota-kecil", "provinsi", "lembaga"][:r.randint(1, 4)]
        r.shuffle(self.classes)
        self.regions = ["jawa", "papua", "Bali", "sumatera", "ntt"][:r.randint(1, 5)]
        self.guests = r.random() < 0.3
        self.states = {}
        for state in ("sanggah", "ditolak", "unverified", "unknown"):
            if r.random() < 0.6:
                self.states[state] = r.choice(("as-missing", "as-value", "as-zero", "leave-out"))
        if r.random() < 0.5:
            self.states["undefined"] = r.choice(("as-missing", "as-zero", "leave-out"))
        self.absent = ["missing", "missing", "missing", "not-applicable", "unknown", "unverified"] \
            + [s for s in ("sanggah", "ditolak") if s in self.states]
        self.gaps = r.choice((0, 0, 0.03, 0.08, 0.2, 0.5))      # share of cells without a plain value
        self.fields, self.folds, self.done, self.files = {}, {}, [], {}
        self.editions = r.sample(("2019", "2021", "2023", "2023-b"), r.choice((1, 2, 2, 3))) if r.random() < 0.3 else []
        self.agencies = self.make_agencies()
        self.n = len(self.agencies)
        self.serial = 0
        self.categories = {}
        names = ["k%d" % i for i in range(1, r.choice((1, 1, 2, 3, 4)) + 1)]
        for name in names:
            self.category(name, names)

    def maybe(self, p, value=True):
        return value if self.r.random() < p else None

    def new(self, prefix):
        self.serial += 1
        return "%s%d" % (prefix, self.serial)

    def some_classes(self):
        globs = [g for g, begin in (("kota*", "kota"), ("*o*", "p"), ("pro*", "p")) if any(c.startswith(begin) for c in self.classes)]
        return ", ".join(self.r.sample(self.classes, self.r.randint(1, len(self.classes)))) if not globs or self.maybe(0.6) \
            else self.r.choice(globs)

    def make_agencies(self):
        r, agencies = self.r, []
        for i in r.sample(range(100), min(self.n, 15) if self.editions else self.n):
            ident = r.choice(("a%02d", "B-%02d", "inst.%02d_x", "7%02d")) % i
            for edition in self.editions or ["2023"]:
                if agencies and len(self.editions) > 1 and r.random() < 0.15 and i % 7:
                    continue                                    # not in every edition
                agencies.append({"id": ident,
                                 "name": r.choice(("", "Kota %d" % i, 'Kabupaten "%d", Barat' % i, "Badan Ünï %d" % i)),
                                 "class": r.choice(self.classes) if self.classes else "",
                                 "region": r.choice(self.regions),
                                 "edition": edition, "competes": not (self.guests and r.random() < 0.15)})
        for edition in set(self.editions) - {a["edition"] for a in agencies}:
            agencies.append(dict(agencies[0], edition=edition))
        for i, cls in enumerate(self.classes):                  # each class has an agency if there are enough
            agencies[i % len(agencies)]["class"] = cls
        return agencies

    def edition_text(self):
        """The round's key `edition`."""
        if not self.editions:
            return "2023"
        if len(self.editions) == 1:
            return self.r.choice((self.editions[0][:3] + "*", "*"))
        return self.r.choice((", ".join(self.editions),) * 3 + ("*", "20*", self.editions[0] + ", 20*"))

    def some_editions(self):
        return "edition " + self.r.choice(["2019", "2023", "2023*", "*-b", "20*", "1999"])

    # evidence fields

    def field(self, name, values, plain=False):
        """Cells (state, value) of a new field."""
        r = self.r
        if name in self.fields:
            return
        some = values if r.random() < 0.4 else r.sample(values, min(len(values), r.randint(2, 4)))
        column = []
        for _ in self.agencies:
            state = r.choice(self.absent) if not plain and r.random() < self.gaps else None
            bare = state in ("missing", "not-applicable") or (state and r.random() < 0.4)
            column.append((state, None if bare else r.choice(some)))
        if all(state == "missing" for state, _ in column):      # a field that no file mentions would be an error
            column[0] = (None, some[0])
        self.fields[name] = column

    def folded(self, name, values):
        """Many records of a field that was made: [[(state, value)]] for the agencies."""
        r = self.r
        del self.fields[name]
        self.folds[name] = []
        for _ in self.agencies:
            states = [r.choice(self.absent) if r.random() < self.gaps or not r.randrange(12) else None
                      for _ in range(r.choice((0, 1, 1, 2, 3, 4)))]
            if states and not r.randrange(8):
                states = states[:1] * len(states)
            self.folds[name].append([(state, None if state in ("missing", "not-applicable") or state and r.random() < 0.4
                                      else r.choice(values)) for state in states])
        if not any(state is None for records in self.folds[name] for state, _ in records):
            self.folds[name][0].append((None, values[0]))

    # criteria

    def criterion(self, cat, ident, ctx, keys):
        """Keys of a criterion whose points stay within the context; makes its fields."""
        r, top = self.r, ctx.top
        if ctx.tame and self.maybe(0.08) and top > 1:
            top = top / 2
            keys["range"] = "0.." + text(top)
            keys["missing"] = r.choice(("zero", "withhold" if ctx.no_reweight else "reweight", text(top), "mean of all"))
        scales = ["as-is"] * 4 + ["goalposts"] * 3 + ["log-goalposts", "linear", "steps", "table", "flag", "minmax", "minmax",
                                                      "frozen", "percentile", "target", "normal-score", "normal-score",
                                                      "exponential", "exponential"]
        scales += ["rank"] * (top >= self.n) + ["share-of-best"] * (not self.guests)
        scales += ["zscore"] * 8 * (not ctx.tame and not ctx.nonneg)
        scale = r.choice(scales)
        # the measure: a method and its fields; small is bounded by 0..top
        bounded = scale in ("as-is",) and (ctx.tame or ctx.nonneg)
        values = [top * i / 8 for i in range(9)] if bounded else \
            r.choice(([0, 1, 2, 3, 4, 5], [0.5, 1, 1.5, 2, 7], [10, 20, 30, 40, 50], [1, 2, 4, 8, 16, 32], [-1, 0, 0.3, 5]))
        if scale in ("linear", "share-of-best"):
            values = [v for v in values if v > 0]
        if scale == "flag":
            values = [0, 1]
        if scale == "flag" and " of " in (keys.get("missing") or ctx.missing):
            keys["missing"] = "zero"                            # a mean of flags is none
        if scale == "frozen" and keys.get("role") == "gate":
            scale = "minmax"
        if scale == "log-goalposts" and self.maybe(0.5):
            values = [v for v in values if v > 0]
        target = None
        known = [t for t in self.done if (t[0] == cat or t[1] not in self.categories[cat]["namesakes"])
                 and self.node_keys(t[0], t[1]).get("aggregate") != "none"]
        if scale not in ("flag", "linear", "share-of-best", "log-goalposts") and known and self.maybe(0.12):
            target = r.choice(known)
            if scale == "as-is" and not (target[2].tame and target[2].top <= top):
                scale = "goalposts"
            if scale == "target":
                scale = "minmax"
            keys["of"] = target[1] if target[0] == cat else \
                target[0] if target[0] == target[1] else target[0] + "/" + target[1]
        else:
            self.measure(cat, ident, ctx, keys, scale, bounded, values)
        if ctx.scale and scale == "goalposts" and self.maybe(0.7):
            pass                                                # the goalposts said above
        else:
            self.scale(ctx, keys, scale, top, values)
        self.outliers(ctx, keys, scale)
        if scale == "frozen" or scale in counter.RELATIVE:
            if ctx.direction is None or self.maybe(0.5):
                keys.setdefault("direction", r.choice(("higher", "lower")))
            if not ctx.constant or self.maybe(0.5):
                keys["constant"] = r.choice(["drop", "0", text(top), text(top / 2)] + ["as-is"] * 2 * (not ctx.tame and not ctx.nonneg))
            if self.maybe(0.2):
                keys["least"] = r.choice(("1", "3", "3", "5"))
            if not ctx.reference or self.maybe(0.5):
                keys.setdefault("reference", self.reference())
            if self.maybe(0.5):
                keys["rank-ties"] = r.choice(("min", "mean"))
            if self.maybe(0.5):
                keys["sd"] = r.choice(("sample", "population"))
        if self.maybe(0.2):
            keys["measure-round"] = r.choice(("0 half-up", "1 down", "0 half-even", "1 up")) if scale not in (
                "share-of-best", "log-goalposts") else "1 up"
        if self.maybe(0.15) and scale not in ("target", "share-of-best", "log-goalposts"):
            keys["measure-range"] = "0.." + text(max(values)) if max(values) > 0 else "0..1"
        if self.maybe(0.1) and not target:
            keys["claim"] = ident + "-klaim"
            self.field(ident + "-klaim", [1, 2, 3.5])

    def reference(self):
        return self.r.choice(["class", "region", "all", "all"] + ["class-editions", "all-editions"] * (2 if self.editions else self.maybe(0.1, 1) or 0))

    def outliers(self, ctx, keys, scale):
        """Outliers; logarithms leave the range of the values, so only where the scale can bear any."""
        r = self.r
        if scale == "frozen":
            if ctx.outliers:
                keys["outliers"] = "keep"
        elif self.maybe(0.2):
            any_value = scale in ("minmax", "zscore", "rank", "percentile", "normal-score", "exponential", "goalposts", "steps", "table")
            any_value = any_value and keys.get("constant") != "as-is" or not ctx.tame and not ctx.nonneg and scale == "as-is"
            keys["outliers"] = r.choice(["winsor 1", "winsor 2", "winsor 5"] + ["winsor-log 1", "winsor-log 3"] * 2 * any_value)
            if ctx.constant == "as-is" and "log" in keys["outliers"]:
                keys["outliers"] = "winsor 3"
            if not ctx.skew or self.maybe(0.2):
                keys.update({"skew": r.choice(("0.1", "0.5", "1")), "kurtosis": r.choice(("0.1", "0.000000001", "0.5"))})
            if self.maybe(0.2):
                keys.pop("skew", None), keys.pop("kurtosis", None)

    def scale(self, ctx, keys, scale, top, values):
        r, wide = self.r, not ctx.tame and not ctx.nonneg
        low, high = min(values), max(values)
        if scale == "as-is":
            if ctx.scale or self.maybe(0.2):
                keys["scale"] = "as-is"
        elif scale == "goalposts":
            a, b = sorted(r.sample((0, 1, 2, 3, 5, 8, 10, 20, 0.5), 2), reverse=bool(self.maybe(0.3)))
            keys["scale"] = "goalposts %s..%s" % (text(a), text(b))
            if wide and self.maybe(0.3):
                keys["clamp"] = "no"
        elif scale == "log-goalposts":
            keys["scale"] = r.choice(("log-goalposts 1..10", "log-goalposts 0.5..4", "log-goalposts 20..2"))
        elif scale == "linear":
            step = top / high
            keys["scale"] = r.choice(("linear 0, " + text(int(step * 1000) / 1000), "linear %s, -%s" % (
                text(top), text(int(step * 1000) / 1000)))) if not wide else r.choice(("linear 0.5, 0.5", "linear -3, 2.25"))
        elif scale == "steps":
            p = [text(top * i / 4) for i in (4, 3, 1, 0)]
            keys["scale"] = r.choice(("steps %s > 10, %s > 2, %s > 1, %s", "steps %s >= 8, %s >= 2.5, %s >= 1, %s",
                                      "steps %s < 1, %s < 3, %s < 16, %s", "steps %s <= 0.3, %s <= 2, %s <= 4, %s")) % tuple(p)
        elif scale == "table":
            keys["scale"] = "table 0:%s, 2:%s, 2.5:%s, 20:%s" % tuple(text(top * r.randint(0, 8) / 8) for _ in range(4))
        elif scale == "flag":
            keys["scale"] = "flag"
        elif scale == "frozen":
            keys.update({"scale": "minmax", "reference": "frozen", "min": text(low), "max": text(high + 1)})
        elif scale == "minmax":
            keys["scale"] = r.choice(("minmax", "minmax %s..%s" % (text(top / 10), text(top)), "minmax 0.." + text(top / 2)))
            if wide and self.maybe(0.2):
                keys["clamp"] = "no"
        elif scale == "zscore":
            keys["scale"] = r.choice(("zscore 0, 1", "zscore 50, 10", "zscore 100, 10"))
        elif scale == "normal-score":
            plain = wide and self.maybe(0.4)
            keys["scale"] = scale if plain else "normal-score %s, %s" % (text(top / 2), text(top / 10))
        elif scale == "exponential":
            keys["scale"] = "exponential " + r.choice(("23", "5", "100", "12.5"))
        elif scale == "target":
            lower = self.maybe(0.5)
            keys["direction"] = "lower" if lower else "higher"
            keys["scale"] = "target " + text(low - 1 if lower else high + 2)
            if not lower and self.maybe(0.4) and "per" not in keys:
                keys["scale"] = "target " + text(high + 1)
        elif scale == "share-of-best":
            keys["scale"] = "share-of-best " + text(top)
            if self.maybe(0.4):
                keys["lowest"] = "1"
        else:
            keys["scale"] = scale                               # rank, percentile

    def measure(self, cat, ident, ctx, keys, scale, bounded, values):
        """A method and fields for its roles, under the method and parameters said above."""
        r = self.r
        plugin = self.categories[cat]["plugin"]
        simple = bounded or scale in ("flag", "linear", "share-of-best", "frozen", "target")
        if plugin != "generic" and not simple and self.maybe(0.6):
            return self.plugin_measure(cat, ident, keys, plugin)
        options = ["value"] * 4 + ["mean", "trimmed-mean"] * (scale != "flag") + ["ratio", "difference", "sum"] * (not simple)
        method = r.choice(options)
        if method != "value" or ctx.per or self.maybe(0.1):
            keys["method"] = method
        if ctx.per and method == "value" and self.maybe(0.5) and not simple:
            del keys["method"]                                  # takes the parameters said above
        if method == "value":
            if not simple and self.maybe(0.15):
                keys["per"] = r.choice(("4", "3", "0.5"))
            if not simple and self.maybe(0.15):
                keys["abs"] = "yes"
            name = ident if self.maybe(0.8) else ident + ".nilai"
            if name != ident:
                keys["value"] = name
            rules = self.categories[cat]["fields"]
            if self.maybe(0.15) and not simple or (bounded and self.maybe(0.2)):
                codes = dict(zip(("S3", "S2", "D4", "belum"), r.sample(values, min(4, len(values)))))
                rules[name] = {"codes": ", ".join("%s:%s" % (k, text(v)) for k, v in codes.items())}
                self.field(name, list(codes))
            else:
                self.field(name, values)
                if self.maybe(0.15):
                    rules[name] = {"range": "%s..%s" % (text(min(values)), text(max(values))), "unit": "u"}
                if self.maybe(0.1) and not simple:
                    rules.setdefault(name, {})["steps"] = r.choice(("5 > 3, 2 > 1, 0", "0 < 1, 4 < 5, 9.5"))
            if self.maybe(0.2):
                self.fold(rules, name, scale, simple, values)
        elif method == "ratio":
            self.field(ident + ".part", [0, 1, 2, 3])
            self.field(ident + ".whole", [0, 2, 3, 4, 4, 4])
        elif method == "difference":
            if self.maybe(0.5):
                keys["value"] = ident + ".nilai"
            self.field(keys.get("value", ident), [0, 1, 2, 3])
            self.field(ident + ".minus", [0, 1, 2.5])
        else:
            names = ["%s.j%d" % (ident, i) for i in range(1, r.choice((2, 3, 4, 5)) + 1)]
            coded = self.maybe(0.15)
            if coded:                                           # one declaration for the whole list
                codes = dict(zip(("S3", "S2", "D4", "belum"), r.sample(values, min(4, len(values)))))
                self.categories[cat]["fields"][ident + ".j*"] = {"codes": ", ".join("%s:%s" % (k, text(v)) for k, v in codes.items())}
            for name in names:
                self.field(name, list(codes) if coded else values)
            keys["values"] = ", ".join(names)
            if self.maybe(0.5) and not coded:
                self.globbed(cat, ident + ".j*", keys, names)
            if method == "trimmed-mean" and self.maybe(0.4):
                keys["from"] = r.choice(("3", "5"))
            if method == "trimmed-mean" and self.maybe(0.2):
                keys["drop"] = r.choice(("0", "2"))

    def fold(self, rules, name, scale, simple, values):
        """Many records of one field."""
        codes = rules.get(name, {}).get("codes")
        self.folded(name, [pair.rsplit(":", 1)[0] for pair in codes.split(", ")] if codes else values)
        rules.setdefault(name, {})["fold"] = self.r.choice(
            ["min", "max"] + ["mean"] * 2 * (scale != "flag") + ["sum", "count", "count"] * (not simple))

    def globbed(self, cat, pattern, keys, names, role="values"):
        """The list by a glob; its fields are declared, or not."""
        rules = self.categories[cat]["fields"]
        keys[role] = pattern
        if self.maybe(0.6):
            for name in names:
                rules[name] = {"unit": "nilai"}

    def plugin_measure(self, cat, ident, keys, plugin):
        r = self.r
        method = r.choice(list(counter.METHODS[plugin]))
        keys["method"] = method
        own = counter.METHODS[plugin][method]
        big = ("selections", "participants", "records", "staff", "leaders", "others", "audited", "light", "medium", "severe",
               "due", "before", "top", "low")
        for role, is_list, optional in own.roles:
            values = [8, 10, 20] if role in big else [0, 1, 1] if role in ("papers", "answer", "verdict") else [0, 1, 2, 3]
            if self.maybe(0.3) and role in big:
                values = [0] + values
            if is_list:
                names = ["%s.%s%d" % (ident, role, i) for i in range(1, r.randint(2, 4))]
                keys[role] = ", ".join(names)
                if self.maybe(0.3):
                    self.globbed(cat, "%s.%s*" % (ident, role), keys, names, role)
            elif optional and self.maybe(0.5):
                continue
            else:
                names = [ident + "." + role]
                if optional:
                    keys[role] = names[0]
            for name in names:
                self.field(name, values)
        for key, values in (("spread", "0.1"), ("quorum", "50"), ("at-least", "2"), ("leaders-count", "0.7"), ("required", "2"),
                            ("claimed-only", "yes"), ("credit", "25%"), ("sample", "9"), ("severe-counts", "5"),
                            ("tolerance", "1"), ("grace", "4"), ("floor", "0.1"), ("curve-good", "40"), ("top", "3"),
                            ("light-counts", "0.5"), ("medium-counts", "2.5"), ("curve-very-good", "10"), ("curve-fair", "25%"),
                            ("curve-poor", "0"), ("curve-very-poor", "2.5")):
            if key in own.params and self.maybe(0.5):
                keys[key] = values

    # groups and categories

    def aggregate(self, ctx, keys, count):
        """An aggregate and what it asks of the children: (aggregate, context of the children, weights or None)."""
        r = self.r
        if ctx.aggregate and not ctx.aggregate.startswith(("sum", "product", "none")) and self.maybe(0.5):
            name = ctx.aggregate                                # as said above
        else:
            options = ["mean"] * 5 + ["min", "max", "geometric", "harmonic", "power 2", "power 0.5", "power -1", "power 0", "sum",
                                      "median", "median", "trimmed 1", "trimmed 1"]
            options += ["product"] * (count <= 3 and (not ctx.tame or ctx.top == 1))
            name = keys["aggregate"] = r.choice(options)
        below = ctx.below(aggregate=name, no_reweight=False)
        if name.startswith(("geometric", "harmonic", "power", "product")):
            below["nonneg"] = True
        if name in ("sum", "product"):
            below["no_reweight"] = True
        return name, below

    def weights(self, name, keys, ctx, children):
        """Weights for all or none of the children; returns the weight-sum that then holds."""
        r, n = self.r, len(children)
        held = ctx.weight_sum or "100"
        if name in ("product", "median") or n == 0:
            return held
        if name == "sum":
            if ctx.tame:
                keys["weight-sum"] = held = "any"
                for child in children:
                    child["weight"] = text(r.choice((1, 0.5, 0.25)) / n)
            elif self.maybe(0.5):
                keys["weight-sum"] = held = "any"
                for child in children:
                    child["weight"] = r.choice(("2", "0.5", "1", "3"))
            return held
        if self.maybe(0.45):
            return held
        if self.maybe(0.35):
            keys["weight-sum"] = held = "any"
        elif held == "any" or self.maybe(0.2):
            keys["weight-sum"] = held = r.choice(("100", "60", "1"))
        parts = [r.randint(1, 6) for _ in range(n)]
        if n > 1 and self.maybe(0.25):
            parts[r.randrange(n)] = 0                           # shown only
        if held == "any":
            for child, part in zip(children, parts):
                child["weight"] = "sum" if child["_kind"] == "group" and part and self.maybe(0.2) else text(part / 2)
        else:
            units, total, left = {"100": 200, "60": 120, "1": 100}[held], sum(parts), 0
            shares = [units * part // total for part in parts]
            shares[max(range(n), key=lambda i: parts[i])] += units - sum(shares)
            for child, share in zip(children, shares):
                child["weight"] = text(share * float(held) / units) + ("%" if held == "100" and self.maybe(0.1) else "")
        return held

    def missing(self, ctx, top):
        return self.r.choice(["withhold", "zero", text(top / 2), text(top), self.imputation()] + ["reweight"] * (0 if ctx.no_reweight else 4))

    def imputation(self):
        return "%s of %s" % (self.r.choice(("mean", "median")), self.reference())

    def inner(self, cat, ident, keys, ctx, depth, sections):
        """Fills a group or root and all below it; ctx is what holds at this node."""
        r = self.r
        count = r.choice((1, 2, 2, 3, 4)) if depth else r.choice((2, 3, 4, 5))
        root = ident == cat
        if root and self.maybe(0.07):
            keys["aggregate"] = name = "none"
            ctx = ctx.below(aggregate="none")
            below = ctx.below(no_reweight=False)
        else:
            name, below = self.aggregate(ctx, keys, count)
        if name in ("product",) and not ctx.tame:
            below = below.below(tame=True, top=1)
        if self.maybe(0.3):
            keys["needs"] = r.choice(("all", "any", "50%", "75%", "60% of children", "2 children", "1 children"))
        if self.categories[cat]["explicit_needs"] and not root:
            keys.setdefault("needs", r.choice(("any", "all", "50%")))
        if self.maybe(0.06):
            keys["per"] = "2"
            below["per"] = True
            if self.maybe(0.5):
                keys["method"] = "value"
        if self.maybe(0.12):
            keys["scale"] = r.choice(("goalposts 0..8", "goalposts 5..1"))
            below["scale"] = True
        if self.maybe(0.1):                                     # for the relative scales below
            keys["reference"] = below["reference"] = r.choice(("region", "all", "all-editions"))
            keys["constant"] = below["constant"] = "0"
            keys["rank-ties"], keys["sd"] = r.choice(("min", "mean")), r.choice(("sample", "population"))
            if self.maybe(0.4):
                keys["least"] = r.choice(("1", "3"))
        if self.maybe(0.07):
            keys["outliers"], below["outliers"] = r.choice(("winsor 1", "winsor 3")), True
            keys["skew"], keys["kurtosis"], below["skew"] = "0.5", "0.2", True
        if name != "none":
            self.rescale(ctx, keys, below)
        if self.maybe(0.3):
            keys["round"] = r.choice(("2 half-up", "0 down", "1 half-even, 0 half-up", "3 half-up, 2 half-up", "0 up", "1 half-up"))
        if self.maybe(0.5 if root else 0.15):
            t = [text(ctx.top * p) for p in (0.8, 0.5, 0.2)]
            keys["grades"] = r.choice(("A > %s, B > %s, C > %s, D", "Baik sekali >= %s, Baik >= %s, Cukup >= %s, Kurang")) % tuple(t)
        children = []
        for _ in range(count):
            kind = "group" if depth < 3 and r.random() < (0.5, 0.35, 0.2)[depth] else "criterion"
            if kind == "group":
                spare = [g for g in ["g%d" % i for i in range(1, 9)] + self.categories[cat]["namesakes"]
                         if g not in self.categories[cat]["ids"]]
                child = {"_id": r.choice(spare) if spare else self.new("h"), "_kind": kind}
            else:
                child = {"_id": self.new("c"), "_kind": kind}
            self.categories[cat]["ids"].add(child["_id"])
            children.append(child)
        weight_sum = self.weights(name, keys, ctx, children)
        if any(c.get("weight") == "sum" for c in children):
            for c in children:
                if c.get("weight") == "sum":
                    c["weight-sum"] = r.choice(("any", "60"))
        below["weight_sum"] = weight_sum
        children += self.extras(cat, ctx, below, name)
        if self.maybe(0.3):
            r.shuffle(children)
        self.emit(cat, ident, children, sections)
        for child in children:
            self.child(cat, child, below, name, depth, sections)
        if not root:
            self.done.append((cat, ident, ctx))

    def child(self, cat, child, below, name, depth, sections):
        """One child of a node: its keys, and what is below it."""
        own = sections[(child["_kind"], child["_id"])]
        ctx = below.below()
        extra = "role" in own
        if not ctx.tame and name != "sum" and self.maybe(0.3):
            ctx["tame"], ctx["top"] = True, self.r.choice((100, 10, 1))
            own["range"] = "0.." + text(ctx.top)
        elif self.categories[cat]["mixed"] and ctx.tame and below.top == 1 and not self.parent_range(sections, child):
            own["range"] = "0..1"
        if name == "product" and "range" not in own:
            own["range"] = "0.." + text(ctx.top)
        if "range" in own:                                      # what was said for a wider range holds no longer
            if own.get("missing", "zero")[0].isdigit():
                own["missing"] = self.missing(below, ctx.top)
            if ctx.rescale and child["_kind"] == "group":
                own["rescale"], ctx["rescale"] = "none", None
        inherited = below.missing
        ctx["no_reweight"] = below.no_reweight
        if "missing" not in own and (self.maybe(0.3) or (below.no_reweight and inherited == "reweight")
                                     or own.get("range") and inherited not in ("zero", "withhold", "reweight") and " of " not in inherited):
            own["missing"] = self.missing(ctx, ctx.top)
        ctx["missing"] = own.get("missing", inherited)
        if not below.applies and self.maybe(0.08):
            parts = [self.some_classes()] if self.classes and self.maybe(0.7) else []
            if not parts or self.maybe(0.2):
                parts += [self.some_editions() for _ in range(self.r.choice((1, 1, 1, 2)))]
            own["applies"], ctx["applies"] = ", ".join(parts), True
        if child["_kind"] == "criterion":
            self.criterion(cat, child["_id"], ctx, own)
            if self.maybe(0.15):
                own["round"] = self.r.choice(("1 half-up", "0 half-even", "0 up", "2 down, 1 half-up"))
            if not extra and self.maybe(0.1):
                own["grades"] = "A >= %s, B" % text(ctx.top / 2)
            self.done.append((cat, child["_id"], ctx))
        else:
            if own.get("weight-sum"):
                ctx["weight_sum"] = own["weight-sum"]
            if own.get("weight") == "sum" or child.get("weight") == "sum":
                return self.summed(cat, child["_id"], own, ctx, sections)
            if self.maybe(0.2):
                return self.jury(cat, child["_id"], own, ctx, sections)
            self.inner(cat, child["_id"], own, ctx, depth + 1, sections)

    def jury(self, cat, ident, keys, ctx, sections):
        """A group with a criterion for each judge, and what takes out their severity."""
        r, top = self.r, ctx.top
        keys["aggregate"] = r.choice(("trimmed 1", "trimmed 1", "trimmed 2", "median"))
        scales = ["as-is", "as-is", "minmax", "percentile", "exponential 20", "normal-score %s, %s" % (text(top / 2), text(top / 10))]
        scales += ["zscore 50, 10"] * 4 * (not ctx.tame and not ctx.nonneg)
        keys["scale"] = r.choice(scales)
        keys.update({"direction": "higher", "constant": "as-is", "reference": self.reference()})
        if self.maybe(0.7):
            keys["least"] = r.choice(("3", "3", "4"))
        if ctx.rescale:
            keys["rescale"] = "none"
        values = [top * i / 8 for i in range(9)]
        judges = [{"_id": self.new("c"), "_kind": "criterion"} for _ in range(r.choice((3, 4, 5, 6)))]
        if keys["aggregate"] != "median" and self.maybe(0.4):
            keys["weight-sum"] = "any"
            for judge in judges:
                judge["weight"] = r.choice(("1", "2", "0.5"))
        for judge in judges:
            self.categories[cat]["ids"].add(judge["_id"])
            self.field(judge["_id"], values)
            if ctx.per:
                judge["method"] = "value"
        self.emit(cat, ident, judges, sections)
        self.done.append((cat, ident, ctx))

    def summed(self, cat, ident, keys, ctx, sections):
        """A group whose weight is the total of its children's."""
        keys["aggregate"] = "mean"
        if ctx.rescale:
            keys["rescale"] = "none"
        parts = ("25", "35") if keys["weight-sum"] == "60" else ("1", "2.5", "2")
        children = [{"_id": self.new("c"), "_kind": "criterion", "weight": w} for w in parts]
        self.emit(cat, ident, children, sections)
        for child in children:
            self.child(cat, child, ctx.below(aggregate="mean", no_reweight=False), "mean", 3, sections)
        self.done.append((cat, ident, ctx))

    @staticmethod
    def parent_range(sections, child):
        return any("range" in keys for (kind, _), keys in sections.items() if kind == "category")

    def rescale(self, ctx, keys, below):
        r = self.r
        if ctx.rescale:
            if not ctx.rescale.startswith(("minmax", "rank", "percentile")) or self.maybe(0.5):
                keys["rescale"] = "none"
                below["rescale"] = None
            elif ctx.rescale.startswith("minmax ") or ctx.rescale == "rank":
                keys["rescale"] = "minmax"
                below["rescale"] = "minmax"
            return
        if not self.maybe(0.1):
            return
        options = ["minmax", "minmax %s..%s" % (text(ctx.top / 10), text(ctx.top / 2)), "percentile"]
        options += ["target " + text(ctx.top + 1)] * bool(ctx.tame)
        options += ["exponential 30", "normal-score %s, %s" % (text(ctx.top / 2), text(ctx.top / 10))]
        options += ["share-of-best " + text(ctx.top)] * (ctx.tame and not self.guests)
        options += ["rank"] * (ctx.top >= self.n) + ["zscore 50, 10"] * 3 * (not ctx.tame and not ctx.nonneg)
        keys["rescale"] = below["rescale"] = r.choice(options)
        if self.maybe(0.5):                                     # does not touch the rescaling
            keys["direction"] = below["direction"] = r.choice(("higher", "lower"))
        keys["reference"] = below["reference"] = self.reference()
        keys["constant"] = r.choice([text(ctx.top / 2)] * 2 + ["as-is", "drop"])
        below["constant"] = None
        if keys["rescale"].startswith("share-of-best"):
            keys["lowest"] = "1"
        if self.maybe(0.4):
            keys["passes"] = below["passes"] = r.choice(("before", "before", "after"))
        elif ctx.passes:
            keys["passes"] = below["passes"] = "after"

    def extras(self, cat, ctx, below, name):
        """Gates, caps, bonuses and deductions of a node."""
        r, extras = self.r, []
        for role, p in (("gate", 0.12), ("cap", 0.1), ("bonus", 0.2 if not ctx.tame else 0),
                        ("deduction", 0.2 if not ctx.tame and not ctx.nonneg else 0)):
            if name == "none" and role != "gate" or not self.maybe(p):
                continue
            child = {"_id": self.new("e"), "_kind": "criterion" if self.maybe(0.8) else "group", "role": role}
            if role == "gate":
                child["min"] = text(below.top * r.choice((0.1, 0.25, 0.5)))
            elif role != "cap" and self.maybe(0.4):
                child["weight"] = r.choice(("2", "0.5"))
            child["missing"] = r.choice(("zero", "zero", "withhold", text(below.top / 2)) + (() if below.no_reweight else ("reweight",) * 3) + (self.imputation(),))
            extras.append(child)
        return extras

    def emit(self, cat, ident, children, sections):
        """Names the children in the file: as lines, or as sections of their own."""
        lines = self.maybe(0.6)
        parent = "" if ident == cat else ident
        for kind in ("group", "criterion"):
            chosen = [c for c in children if c["_kind"] == kind]
            if lines and chosen:
                section = sections[("groups" if kind == "group" else "criteria", parent)] = {}
                for c in chosen:
                    weight = c.pop("weight", "") if c.get("weight") != "sum" else "sum"
                    section[c["_id"]] = weight + self.r.choice(("", " | Judul %s" % c["_id"], " | Judul | Title"))
                    c["weight"] = "sum" if weight == "sum" else ""
        for c in children:
            keys = {k: v for k, v in c.items() if k[0] != "_" and v != "" and not (lines and k == "weight")}
            if not lines and parent:
                keys["in"] = parent
            sections[(c["_kind"], c["_id"])] = keys

    def category(self, name, names):
        r = self.r
        wild = self.maybe(0.4)
        top = 100 if wild else r.choice((100, 100, 100, 10, 1))
        self.categories[name] = {"fields": {}, "ids": {name}, "namesakes": self.r.sample(names, 1) if self.maybe(0.1) else [],
                                 "plugin": r.choice(("generic", "generic", "cat", "competency", "nspk", "performance")),
                                 "explicit_needs": self.maybe(0.3), "mixed": wild}
        keys = {"title": "Kategori " + name, "missing": r.choice(("withhold", "reweight", "reweight", "zero", text(top / 2), self.imputation()))}
        if keys["missing"] == "withhold" and self.maybe(0.5):
            del keys["missing"]
        if self.categories[name]["plugin"] != "generic" or self.maybe(0.3):
            keys["plugin"] = self.categories[name]["plugin"]
        if wild or top != 100 or self.maybe(0.2):
            keys["range"] = "any" if wild else "0.." + text(top)
        ctx = Ctx(tame=not wild, top=top, nonneg=bool(self.maybe(0.5)), missing=keys.get("missing", "withhold"))
        if self.maybe(0.25):
            keys["screen"] = r.choice(("50%", "75%", "66.6%", "90%", "100%"))
        if self.maybe(0.3):
            keys["direction"] = ctx["direction"] = r.choice(("higher", "lower"))
        sections = self.categories[name]["sections"] = {("category", ""): keys}
        self.inner(name, name, keys, ctx, 0, sections)
        for field, rule in self.categories[name]["fields"].items():
            sections[("field", field)] = rule
        self.categories[name].update(ctx=ctx, none=keys.get("aggregate") == "none", missing=ctx.missing)
        self.done.append((name, name, ctx))

    # the round

    def node_keys(self, category, node):
        sections = self.categories[category]["sections"]
        return sections[("category", "")] if category == node else \
            sections.get(("group", node)) or sections.get(("criterion", node), {})

    def targets(self):
        return ["overall"] * self.has_overall + \
            [c if c == n else c + "/" + n for c, n, _ in self.done if self.node_keys(c, n).get("aggregate") != "none" or c == n]

    def chain(self, of=None):
        """Keys for the ranking of a node; of all main rankings when None."""
        r = self.r
        inner = [(c, n) for c, n, _ in self.done if c != n and self.node_keys(c, n).get("aggregate") != "none"]
        bare = [n for c, n in inner if of is None or c == of.partition("/")[0]]
        nodes = ["%s/%s" % pair for pair in inner] + bare + bare + [c for c, d in self.categories.items() if not d["none"]]
        nodes = [n for n in nodes if n not in self.categories or n in bare or not self.categories[n]["none"]]
        keys = r.sample(["coverage"] + nodes, r.randint(0, min(3, len(nodes))))
        if not keys or self.maybe(0.9):
            keys.insert(0 if self.maybe(0.8) else r.randint(0, len(keys)), "score")
        return ", ".join(k + (r.choice((" asc", " desc")) if self.maybe(0.2) else "") for k in dict.fromkeys(keys))

    def graded(self, target):
        if target == "overall":
            return False
        category, _, node = target.partition("/")
        return "grades" in self.node_keys(category, node or category)

    def round(self):
        r = self.r
        s = {("round", ""): {"title": "Ronde", "edition": self.edition_text()}}
        head = s[("round", "")]
        if self.maybe(0.8):
            head["precision"] = r.choice(("0", "0", "1", "1", "2", "3", "9"))
        if self.maybe(0.5):
            head["rounding"] = r.choice(("half-even", "half-up"))
        if self.maybe(0.25):
            head["rank-on"] = r.choice(("exact", "published"))
        s[("evidence", "")] = {"missing": "-, kosong", "not-applicable": "n/a", "ignore": "catatan*"}
        self.delimiter, self.decimal, self.test = r.choice((",", ",", ",", ";", "tab", "|")), r.choice("...,"), self.maybe(0.1)
        if self.delimiter != "," or self.maybe(0.1):
            s[("evidence", "")]["delimiter"] = self.delimiter
        if self.decimal != "." or self.maybe(0.1):
            s[("evidence", "")]["decimal"] = self.decimal
        if self.states:
            s[("states", "")] = dict(self.states)
        within = self.within()
        by_class = False
        for cls in self.classes:
            s[("class", cls)] = {"title": cls.title()}
            if within.startswith("class") and self.maybe(0.15):
                s[("class", cls)]["rank-by"] = "?"               # written when all targets are known
                by_class = True
        overall = self.maybe(0.6) and any(not c["none"] for c in self.categories.values())
        self.has_overall = bool(overall)
        nones = [c for c, d in self.categories.items() if d["none"]]
        weights = [r.choice((10, 20, 30, 40)) for _ in self.categories]
        if len(weights) > 1 and self.maybe(0.3):
            weights[r.randrange(len(weights))] = 0
        weights = [0 if c in nones else w for c, w in zip(self.categories, weights)]
        weighted = overall and (bool(nones) or self.maybe(0.5)) and any(weights)
        if overall and nones and not weighted:
            overall = self.has_overall = False
        for (name, data), weight in zip(self.categories.items(), weights):
            keys = s[("category", name)] = {"criteria": "criteria/%s.ini" % name}
            if weighted:
                keys["weight"] = str(weight)
            if self.classes and self.maybe(0.15):
                keys["classes"] = self.some_classes()
            if data["explicit_needs"]:
                keys["needs"] = r.choice(("all", "50%", "any"))
        if overall:
            options = ["mean", "mean", "min", "max", "trimmed 1"] + ["median"] * (not weighted)
            options.append("none")
            options += ["sum"] * all(d["missing"] != "reweight" for d in self.categories.values())
            options += ["geometric", "power 2"] * all(d["ctx"].tame for d in self.categories.values())
            s[("overall", "")] = {"title": "Juara umum", "aggregate": r.choice(options)}
            if self.maybe(0.3):
                s[("overall", "")]["needs"] = r.choice(("all", "50%", "2 children", "any"))
            if s[("overall", "")]["aggregate"] == "mean" and self.maybe(0.5):
                del s[("overall", "")]["aggregate"]
        for cls in self.classes:
            if s[("class", cls)].get("rank-by"):
                s[("class", cls)]["rank-by"] = self.chain()
        main = s[("ranking", "")] = {"rank-by": self.chain(), "ties": r.choice(TIES), "within": within}
        if self.maybe(0.2):
            del main["rank-by"]
        rankings = {}
        for i in range(r.choice((0, 0, 1, 2))):
            of = r.choice(self.targets())
            keys = {"of": of, "rank-by": self.chain(of), "ties": r.choice(TIES),
                    "within": r.choice(("region", "all")) if by_class else self.within()}
            if not self.graded(of) and self.maybe(0.5):
                keys["precision"] = r.choice(("0", "1", "3"))
            if self.maybe(0.3):
                keys["rounding"] = r.choice(("half-even", "half-up"))
                if self.graded(of):
                    del keys["rounding"]
            if self.maybe(0.3):
                keys["rank-on"] = r.choice(("exact", "published"))
            rankings["r%d" % i] = s[("ranking", "r%d" % i)] = keys
        self.awards(s, main, rankings)
        if self.maybe(0.7) and any(kind == "award" for kind, _ in s):
            s[("tally", "")] = {"by": r.choice(("region", "class"))}
            if self.maybe(0.3) and ("award", "w0") in s:
                s[("tally", "")]["awards"] = "w*"
        return s

    def within(self):
        return self.r.choice(["class", "class", "region", "all"] + ["class-editions", "all-editions"] * (2 if self.editions else self.maybe(0.1, 1) or 0))

    def awards(self, s, main, rankings):
        r = self.r
        for i in range(r.choice((0, 1, 2, 3))):
            keys = s[("award", "w%d" % i)] = {"title": "Penghargaan %d" % i}
            ranking = main
            further = list(rankings)
            if further and self.maybe(0.3):
                keys["ranking"] = r.choice(further)
                ranking = rankings[keys["ranking"]]
                keys["of"] = ranking["of"]
            elif self.maybe(0.6):
                keys["of"] = ", ".join(dict.fromkeys(r.sample(self.targets(), min(2, len(self.targets())))))
            of = keys["of"].split(", ") if "of" in keys else list(self.categories)
            if self.maybe(0.75):
                first = r.choice((1, 2, 3, 5))
                keys["first"] = str(first)
                if ranking["within"].startswith("class") and self.classes and self.maybe(0.3):
                    keys["first." + r.choice(self.classes)] = str(r.choice((1, 2, 4)))
                if self.maybe(0.7):
                    keys["at-cut"] = r.choice(("extend", "withhold"))
                if ranking["ties"] != "ordinal" and self.maybe(0.3):
                    keys["places"] = "Juara, Runner-up, Ketiga, Harapan I, Harapan II"
            for key, values in (("min-score", ("1", "40", "55.5")), ("min-coverage", ("50", "80%", "100"))):
                if self.maybe(0.25):
                    keys[key] = r.choice(values)
                    if self.classes and self.maybe(0.3):
                        keys[key + "." + r.choice(self.classes)] = r.choice(values)
            if all(self.graded(t) for t in of) and self.maybe(0.6):
                names = [{part.split()[0] if part[:4] != "Baik" else part.rsplit(" ", 2)[0]
                          for part in self.node_keys(*(t.split("/") * 2)[:2])["grades"].split(", ")} for t in of]
                common = sorted(set.intersection(*names))
                if common:
                    keys["min-grade"] = r.choice(common)
            if not any(k in keys for k in ("first", "min-score", "min-coverage", "min-grade")):
                keys["min-coverage"] = r.choice(("40", "75%"))
            if self.classes and ranking["within"].startswith("class") and self.maybe(0.2):
                keys["classes"] = self.some_classes()
        if self.maybe(0.3):
            given = r.sample(sorted({a["id"] for a in self.agencies}), 1)
            s[("award", "m1")] = {"title": "Sebutan", "given-to": ", ".join(given), "source": "keputusan juri"}

    # writing

    def emptied(self, sections):
        """Some keys that say the default are written empty: `key =`."""
        for (kind, _), keys in sections.items():
            for key, value in keys.items():
                if kind in ("category", "group", "criterion") and DEFAULTS.get(key) == value and self.maybe(0.4):
                    keys[key] = ""

    def extended(self, folder, name, sections):
        """Writes sections as a file, sometimes parted into a parent and what changes it."""
        r = self.r
        if not self.maybe(0.3):
            return self.write_ini(os.path.join(folder, name), sections)
        apart = self.maybe(0.5)                                 # the parent in a folder of its own
        base = {header: dict(keys) for header, keys in sections.items()}
        first = next(iter(sections))
        child = {first: {"extends": ("dasar/" if apart else "dasar-") + name}}
        for header, keys in sections.items():
            if header[0] in ("groups", "criteria"):
                self.lines_over_lines(header, keys, base, child)
                continue
            for key, value in keys.items():
                if self.maybe(0.2):
                    child.setdefault(header, {})[key] = value
                    if self.maybe(0.4):
                        del base[header][key]
                    else:
                        base[header][key] = r.choice(("77", value))
                elif key == "criteria" and apart:
                    base[header][key] = "../" + value
            if header[0] in ("category", "group", "criterion") and "criteria" not in keys and "grades" not in keys \
                    and self.maybe(0.3):
                base[header]["grades"] = "Z > 50, Y"
                child.setdefault(header, {})["grades"] = ""
        spare = ("field", "zzz") if first[0] == "category" else ("award", "zzz")
        base[spare] = {"title": "x"}
        child[spare] = {"remove": "yes"}
        if first[0] == "category" and self.maybe(0.5):          # a group and all that lies in it
            base.update({("group", "zzz"): {"title": "x"}, ("criteria", "zzz"): {"zz1": "5 | x"}, ("criterion", "zz2"): {"in": "zzz"}})
            child[("group", "zzz")] = {"remove": "yes"}
        os.makedirs(os.path.join(folder, "dasar"), exist_ok=True)
        self.write_ini(os.path.join(folder, child[first]["extends"]), base)
        self.write_ini(os.path.join(folder, name), child)

    def lines_over_lines(self, header, keys, base, child):
        """Lines of a file that say what differs from the lines, or a section, of its parent."""
        for node, value in keys.items():
            weight, _, titles = value.partition("|")
            if not self.maybe(0.2):
                continue
            if weight.strip():
                child.setdefault(header, {})[node] = weight.strip()
                base[header][node] = self.r.choice(("77 | Lama", "| Lama"))
                section = base.get((header[0].replace("criteria", "criterion").rstrip("s"), node))
                if section is not None and "weight" not in section and self.maybe(0.5):
                    section["weight"] = "3"
            elif titles:
                child.setdefault(header, {})[node] = "| Baru"
            else:
                child.setdefault(header, {})[node] = ""
                base[header][node] = "77 | Lama"

    def write_ini(self, path, sections):
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.r.choice(("; made by generate.py\n", "# made by generate.py\n")))
            for (kind, name), keys in sections.items():
                file.write("\n[%s]\n" % (kind + " " + name).strip())
                for key, value in keys.items():
                    file.write("%s = %s%s\n" % (key, value, self.r.choice(("", "", "", "", "", " ; catatan"))))

    def write(self, folder):
        r = self.r
        for sub in ("", "criteria", "evidence"):
            os.makedirs(os.path.join(folder, sub), exist_ok=True)
        sections = self.round()
        files = [r.choice(("csv", "csv", "json", "ndjson") + ("long",) * 2 * (j > 0)) for j in range(r.randint(1, 4))]
        renamed = {}
        if set(files) <= {"csv", "long"} and self.maybe(0.4):
            renamed = {"id": "kode", "class": "tipe", "name": "nama", "region": "wilayah", "edition": "tahun", "item": "butir"}
            sections[("evidence", "")].update(renamed)
        self.extended(folder, "round.ini", sections)
        for name, data in self.categories.items():
            self.emptied(data["sections"])
            self.extended(os.path.join(folder, "criteria"), name + ".ini", data["sections"])
        heads = {field.partition(".")[0]: r.randrange(len(files)) for field in list(self.fields) + list(self.folds)}
        for j, kind in enumerate(files):
            mine = [f for f in self.fields if heads[f.partition(".")[0]] == j]
            folds = [f for f in self.folds if heads[f.partition(".")[0]] == j]
            r.shuffle(mine)
            order = [i for i in range(self.n) if j == 0 or kind != "csv" or r.random() < 0.97]
            r.shuffle(order)
            about = ["name", "class", "region", "competes"] if j == 0 else self.r.choice(([], ["region"]))
            about = about + ["edition"] * bool(self.editions or self.maybe(0.15))
            path = os.path.join(folder, "evidence", "bukti-%d.%s" % (j, "csv" if kind == "long" else kind))
            if kind == "long":
                self.write_long(path, mine, folds, order, about, renamed)
            elif kind == "csv":
                self.write_csv(path, mine, order, about, renamed)
                if folds:
                    self.write_records(path.replace(".csv", "-rekam.csv"), folds, renamed)
            else:
                self.write_json(path, mine, folds, order, about)

    def write_records(self, path, folds, renamed):
        """A file of many records for an agency: every column a folded field."""
        r = self.r
        rows = []
        for i, agency in enumerate(self.agencies):
            for k in range(max(len(self.folds[f][i]) for f in folds) + (r.random() < 0.1)):
                records = [self.folds[f][i][k] if k < len(self.folds[f][i]) else ("missing", None) for f in folds]
                rows.append([agency["id"], agency["edition"]] + [self.cell(*record) for record in records])
        r.shuffle(rows)
        self.save_csv(path, [[renamed.get("id", "id"), renamed.get("edition", "edition")] + folds] + rows)

    def save_csv(self, path, rows):
        """With the declared delimiter; of test evidence every record says so."""
        if self.test:
            rows = [row + ["yes" if i else "test"] for i, row in enumerate(rows)]
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter={"tab": "\t"}.get(self.delimiter, self.delimiter), lineterminator="\n").writerows(rows)

    def write_long(self, path, mine, folds, order, about, renamed):
        """A row for each agency and item; ITEM.C in column C, ITEM in the column `value`."""
        r = self.r
        names = {f: f.partition(".")[2] or "value" for f in mine + folds}
        columns = sorted(set(names.values()))
        r.shuffle(columns)
        sourced = [c for c in columns if self.maybe(0.1)] or ["source"] * bool(self.maybe(0.3))
        rows = []
        for i in order:
            agency = self.agencies[i]
            fixed = [agency["id"]] + [agency[c] for c in about]
            for item in sorted({f.partition(".")[0] for f in names}):
                fields = [f for f in names if f.partition(".")[0] == item]
                records = self.folds[fields[0]][i] if fields[0] in self.folds else [None]
                for record in records:
                    cells = {names[f]: self.cell(*(record or self.fields[f][i])) for f in fields}
                    if any(cells.values()) or self.maybe(0.5):
                        rows.append(fixed + [item] + [cells.get(c, "") for c in columns]
                                    + ["LKj" if c == "source" or c in cells else "" for c in sourced])
        r.shuffle(rows)
        self.save_csv(path, [[renamed.get(c, c) for c in ["id"] + about + ["item"]] + columns
                             + [c if c == "source" else c + ".source" for c in sourced]] + rows)

    def write_csv(self, path, mine, order, about, renamed):
        r = self.r
        sourced = [f for f in mine if self.maybe(0.05)]
        extra = ["catatan-x"] * bool(self.maybe(0.3))
        rows = [[renamed.get(c, c) for c in ["id"] + about + ["reason"] * ("competes" in about)] + mine + [f + ".source" for f in sourced]
                + extra]
        for i in order:
            agency = self.agencies[i]
            fixed = [agency["id"]] + [("yes" if agency[c] else "no") if c == "competes" else agency[c] for c in about]
            if "competes" in about:
                fixed.append("" if agency["competes"] else "juri sendiri")
            rows.append(fixed + [self.cell(*self.fields[f][i]) for f in mine] + ["LKj p. 4"] * len(sourced) + ["x"] * len(extra))
        self.save_csv(path, rows)

    def cell(self, state, value):
        r = self.r
        shown = "" if value is None else value if isinstance(value, str) else text(value)
        if value is not None and not isinstance(value, str) and value == int(value) and self.maybe(0.1):
            shown += ".0"
        if value is not None and not isinstance(value, str):
            shown = shown.replace(".", self.decimal)
        if state is None:
            return shown
        if state == "missing":
            return r.choice(("", "-", "kosong"))
        if state == "not-applicable":
            return r.choice(("n/a", "!not-applicable"))
        return ("!%s %s" % (state, shown)).strip()

    def put(self, evidence, name, value):
        """A field of a JSON record, nested where its name has a dot."""
        head, _, tail = name.partition(".")
        if tail and head not in self.fields and head not in self.folds:
            evidence.setdefault(head, {})[tail] = value
        else:
            evidence[name] = value

    def json_value(self, state, value):
        if isinstance(value, (int, float)) and value in (0, 1) and self.maybe(0.2):
            value = bool(value)
        if state is None:
            return value if self.maybe(0.9) else {"value": value, "source": "hal. 3"}
        if state == "unknown" and value is None and self.maybe(0.7):
            return None
        return {"state": state} if value is None else {"state": state, "value": value}

    def write_json(self, path, mine, folds, order, about):
        r, records = self.r, []
        for i in order:
            agency, evidence = self.agencies[i], {}
            record = {"id": agency["id"]}
            for c in about:
                if agency[c] not in ("", True) or (c == "competes" and self.maybe(0.3)):
                    record[c] = int(agency[c]) if c == "edition" and agency[c].isdigit() and self.maybe(0.3) else agency[c]
            if "competes" in about and not agency["competes"]:
                record["reason"] = "juri sendiri"
            for f in mine:
                state, value = self.fields[f][i]
                if state != "missing":
                    self.put(evidence, f, self.json_value(state, value))
            records.append(dict(record, evidence=evidence))
            for k in range(max([len(self.folds[f][i]) for f in folds] or [0])):
                evidence = {}
                for f in folds:
                    if k < len(self.folds[f][i]) and (self.folds[f][i][k][0] != "missing" or self.maybe(0.5)):
                        state, value = self.folds[f][i][k]
                        self.put(evidence, f, {"state": "missing"} if state == "missing" else self.json_value(state, value))
                records.append({"id": agency["id"], "edition": agency["edition"], "evidence": evidence})
        if self.test:
            records = [dict(record, test=True) for record in records]
        r.shuffle(records)
        with open(path, "w", encoding="utf-8") as file:
            if path.endswith(".ndjson"):
                file.writelines(json.dumps(record, ensure_ascii=r.random() < 0.5) + "\n" for record in records)
            else:
                json.dump(records, file, indent=r.choice((None, 1)))


def write_round(seed, folder):
    """The round of a seed; another one where a number lies between two grid values. Returns the counter's scorer or None."""
    for attempt in range(20):
        for old in ("", "dasar", "criteria", "criteria/dasar", "evidence"):      # leftovers of the attempt before
            path = os.path.join(folder, old)
            for name in os.listdir(path) if os.path.isdir(path) else ():
                if name.endswith((".ini", ".csv", ".json", ".ndjson")):
                    os.remove(os.path.join(path, name))
        Generator("%s/%d" % (seed, attempt)).write(folder)
        try:
            return counter.count(os.path.join(folder, "round.ini"), [os.path.join(folder, "evidence")])
        except counter.Undecided:
            pass
        except counter.Fault:                                   # shown by whoever runs the round
            return None
    raise RuntimeError("no round for seed %s" % seed)


# --- coverage -----------------------------------------------------------------------------------------------

# What must occur: a name, and a pattern over "KIND KEY = VALUE" of the files, or over what came out.
FEATURES = [(part, r"(?m)^(category|group|criterion|criteria) scale = %s\b" % part) for part in (
    "as-is", "goalposts", "log-goalposts", "linear", "steps", "table", "flag", "minmax$", r"minmax \S+\.\.", "zscore", "rank",
    "percentile", "share-of-best", "target", "normal-score$", "normal-score [0-9]", "exponential")]
FEATURES = [("scale " + name.replace("$", "").replace(r" \S+\.\.", " A..B").replace("[0-9]", "M, S"), pattern) for name, pattern in FEATURES]
FEATURES += [("aggregate " + a, r"(?m)^(category|group) aggregate = %s$" % a) for a in (
    "mean", "geometric", "harmonic", "power 2", "power 0.5", "power 0", "power -1", "min", "max", "sum", "product", "none",
    "median", "trimmed 1", "trimmed 2")]
FEATURES += [("overall " + a, r"(?m)^overall aggregate = %s$" % a) for a in (
    "mean", "min", "max", "sum", "geometric", "power 2", "none", "median", "trimmed 1")]
FEATURES += [("role " + a, r"(?m)^(group|criterion) role = %s$" % a) for a in ("gate", "cap", "bonus", "deduction")]
FEATURES += [("role gate, a group", r"(?m)^group role = gate$")]
FEATURES += [("needs " + n, r"(?m)^(category|group) needs = %s$" % p) for n, p in (
    ("all", "all"), ("any", "any"), ("N%", r"\d+%"), ("N% of children", r"\d+% of children"), ("N children", r"\d+ children"))]
FEATURES += [("round's needs of a category", r"(?m)^round-category needs = "), ("needs of overall", r"(?m)^overall needs = ")]
FEATURES += [("rescale " + n, r"(?m)^(category|group) rescale = %s" % n) for n in (
    "minmax$", "minmax ", "percentile", "rank", "zscore", "share-of-best", "target", "normal-score", "exponential", "none")]
FEATURES += [("passes " + n, "(?m)^(category|group) passes = " + n) for n in ("before", "after")]
FEATURES += [("round, one", r"(?m)^(category|group|criterion) round = \d [a-z-]+$"),
             ("round, a list", r"(?m)^(category|group|criterion) round = .*,"), ("grades", r"(?m)^\w+ grades = \w")]
FEATURES += [("round " + n, r"(?m)^(category|group|criterion) round = .*" + n) for n in ("down", "up", "half-up", "half-even")]
FEATURES += [("reference " + n, r"(?m)^(category|group|criterion) reference = " + n) for n in ("class$", "region", "all$", "frozen",
                                                                                                          "class-editions", "all-editions")]
FEATURES += [("reference said above", r"(?m)^(category|group) reference = "), ("constant drop", r"(?m)^criterion constant = drop"),
             ("constant as-is", r"(?m)^criterion constant = as-is"), ("constant points", r"(?m)^criterion constant = \d"),
             ("rescale with constant as-is", r"(?m)^(category|group) rescale = [^n](.|\n(?!\[))*\n(category|group) constant = as-is"),
             ("rescale with constant drop", r"(?m)^(category|group) rescale = [^n](.|\n(?!\[))*\n(category|group) constant = drop"),
             ("least", r"(?m)^criterion least = "), ("least said above", r"(?m)^(category|group) least = "), ("constant said above", r"(?m)^(category|group) constant = "),
             ("direction said above", r"(?m)^(category|group) direction = "), ("scale said above", r"(?m)^(category|group) scale = "),
             ("rank-ties mean", r"rank-ties = mean"), ("sd population", "sd = population"), ("lowest", r"(?m)^criterion lowest = "),
             ("clamp no", r"clamp = no")]
FEATURES += [("missing " + n, r"(?m)^(category|group|criterion) missing = " + p) for n, p in (
    ("withhold", "withhold"), ("reweight", "reweight"), ("zero", "zero"), ("points", r"\d"))]
FEATURES += [("missing %s of %s" % (m, g), r"(?m)^\w+ missing = %s of %s$" % (m, g)) for m in ("mean", "median")
             for g in ("class", "region", "all", "class-editions", "all-editions")]
FEATURES += [("imputation said above", r"(?m)^(category|group) missing = \w+ of "),
             ("outliers winsor", r"(?m)^criterion outliers = winsor \d"), ("outliers winsor-log", r"(?m)^criterion outliers = winsor-log"),
             ("outliers keep", r"(?m)^criterion outliers = keep"), ("outliers said above", r"(?m)^(category|group) outliers = "),
             ("skew", r"(?m)^criterion skew = "), ("kurtosis", r"(?m)^criterion kurtosis = "),
             ("skew said above", r"(?m)^(category|group) skew = "), ("screen", r"(?m)^category screen = "),
             ("a jury of z-scores", r"(?m)^group scale = zscore(.|\n(?!\[))*\ngroup constant = as-is")]
FEATURES += [("fold " + n, r"(?m)^field fold = " + n) for n in ("mean", "sum", "min", "max", "count")]
FEATURES += [("fold with codes", r"(?m)^field codes = .*\n(field .*\n)*field fold"), ("fold with steps", r"(?m)^field steps = .*\n(field .*\n)*field fold")]
FEATURES += [("editions, a list", r"(?m)^round edition = .*,"), ("editions, a glob", r"(?m)^round edition = .*\*"),
             ("applies edition", r"(?m)^\w+ applies = edition"), ("applies, classes and editions", r"(?m)^\w+ applies = (?!edition).*, edition")]
FEATURES += [("state %s %s" % (s, p), r"(?m)^states %s = %s$" % (s, p)) for s in ("sanggah", "unverified", "unknown")
             for p in ("as-missing", "as-value", "as-zero", "leave-out")]
FEATURES += [("state undefined " + p, r"(?m)^states undefined = %s$" % p) for p in ("as-missing", "as-zero", "leave-out")]
FEATURES += [("weight " + n, p) for n, p in (
    ("0", r"(?m)^(criterion weight|group weight|criteria \w+|groups \w+) = 0( |$)"), ("sum", r"(?m)^(group weight|groups \w+) = sum"),
    ("in percent", r"(?m)^(criterion weight|group weight|criteria \w+|groups \w+) = [\d.]+%"))]
FEATURES += [("weight-sum " + n, r"(?m)^(category|group) weight-sum = %s$" % n) for n in ("any", "60", "1")]
FEATURES += [("of a node", r"(?m)^criterion of = [^k/]+$"), ("of a category", r"(?m)^criterion of = k\d$"),
             ("of CATEGORY/NODE", r"(?m)^criterion of = .*/"), ("list role by name", r"(?m)^criterion values = [^*]+$"),
             ("list role by glob", r"(?m)^criterion \w+ = \S+\*"), ("optional role", r"(?m)^criterion (excused|exempt) = "),
             ("measure-round", "measure-round"), ("measure-range", "measure-range"), ("claim", r"(?m)^criterion claim"),
             ("applies", r"(?m)^(group|criterion) applies = "), ("range any", r"(?m)^category range = any"),
             ("range of a node", r"(?m)^(group|criterion) range = "), ("method said above", r"(?m)^(group|category) method = "),
             ("parameter said above", r"(?m)^(group|category) per = "), ("key back to its default", r"(?m)^(group|criterion) [\w-]+ = $")]
FEATURES += [("field " + n, r"(?m)^field %s = " % n) for n in ("range", "codes", "steps", "unit")]
FEATURES += [("field by a glob", r"(?m)^\[field \S+\*")]
FEATURES += [("plugin " + n, r"(?m)^category plugin = " + n) for n in ("generic", "cat", "competency", "nspk", "performance")]
FEATURES += [("method " + m, r"(?m)^criterion method = %s$" % m) for methods in counter.METHODS.values() for m in methods]
FEATURES += [("parameter " + p, r"(?m)^\w+ %s = " % p) for methods in counter.METHODS.values() for m in methods.values()
             for p in m.params]
FEATURES += [("precision %s" % n, r"(?m)^round precision = %s$" % n) for n in "01239"]
FEATURES += [("rounding half-up", r"(?m)^round rounding = half-up"), ("rank-on exact", r"(?m)^round rank-on = exact")]
FEATURES += [("ties " + n, r"(?m)^ranking ties = " + n) for n in TIES]
FEATURES += [("within " + n, r"(?m)^ranking within = " + n) for n in ("class$", "region", "all$", "class-editions", "all-editions")]
FEATURES += [("its precision", r"(?m)^\[ranking r\d\]\n(?:.+\n)*?ranking precision = "),
             ("its rounding", r"(?m)^\[ranking r\d\]\n(?:.+\n)*?ranking rounding = ")]
FEATURES += [("rank-by, a chain", r"(?m)^ranking rank-by = .*,"), ("rank-by asc", r"(?m)^ranking rank-by = .* asc"),
             ("rank-by coverage", r"(?m)^ranking rank-by = .*coverage"), ("rank-by CATEGORY/NODE", r"(?m)^ranking rank-by = .*/"),
             ("rank-by without score", r"(?m)^ranking rank-by = (?!.*score)"), ("class rank-by", r"(?m)^class rank-by = "),
             ("further ranking", r"(?m)^ranking of = "), ("its rank-on", r"(?m)^\[ranking r\d\]\n(?:.+\n)*?ranking rank-on = ")]
FEATURES += [("award " + n, r"(?m)^award " + p) for n, p in (
    ("first", "first = "), ("first of a class", r"first\."), ("at-cut extend", "at-cut = extend"), ("at-cut withhold", "at-cut = withhold"),
    ("min-score", "min-score = "), ("min-coverage", "min-coverage = "), ("min-grade", "min-grade = "), ("minimum of a class", r"min-\w+\."),
    ("classes", "classes = "), ("given-to", "given-to = "), ("places", "places = "), ("of overall", "of = .*overall"),
    ("of CATEGORY/NODE", "of = .*/"), ("in a further ranking", "ranking = r"))]
FEATURES += [("tally by " + n, r"(?m)^tally by = " + n) for n in ("region", "class")] + [("tally awards", r"(?m)^tally awards = ")]
FEATURES += [("extends", r"extends = "), ("extends from another folder", r"extends = dasar/"), ("remove", "remove = yes"), ("remove a group", r"(?m)^group remove = yes"),
             ("a line over a line", r"(?m)^(groups|criteria) \w+ = (77 )?\| Lama"), ("an empty line", r"(?m)^(groups|criteria) \w+ = $"),
             ("category's classes", r"(?m)^round-category classes = "), ("category of weight 0", r"(?m)^round-category weight = 0$"),
             ("renamed columns", r"(?m)^evidence id = "), ("test evidence", r"(?m)^file bukti test"),
             ("decimal comma beside commas", r"(?ms)^evidence decimal = ,(?!.*^evidence delimiter = [^,])")]
FEATURES += [("evidence %s = %s" % (key, sign), r"(?m)^evidence %s = %s$" % (key, re.escape(sign)))
             for key, sign in [("delimiter", sign) for sign in (",", ";", "tab", "|")] + [("decimal", sign) for sign in ".,"]]
FEATURES += [("evidence " + n, r"(?m)^file \w+ " + n) for n in ("csv", "json", "ndjson", "edition", "source", "long", "long with a source",
                                                                           "records")]
FEATURES += [("long beside wide files", r"(?ms)\A(?=.*^file \w+ long$).*^file \w+ wide$"), ("renamed item", r"(?m)^evidence item = "),
             ("undeclared fields by a glob", "(?m)^out opened")]
FEATURES += [("came out: " + n, "(?m)^out " + p) for n, p in (
    [("status " + x, "status %s$" % x) for x in ("ranked", "out-of-competition", "ineligible", "no-score", "not-applicable", "screened")]
    + [("state " + x, "state %s$" % x) for x in ("value", "zero", "not-applicable", "missing", "unknown", "unverified", "sanggah",
                                                "undefined", "constant", "imputed")]
    + [("decided by a later key", "decided"), ("decided by id", "decided id$"), ("withheld at the cut", "withheld"),
       ("more winners than first", "extended"), ("a tied rank", "tied"), ("a place by a roman numeral", "place [IVX]+$"),
       ("a tally", "tally"), ("an empty reference set", "empty set"),
       ("a set below least", "below least"), ("treated, winsor", "treated by winsor"), ("treated, log", "treated by log"),
       ("treated, out of competition", "guest treated"), ("a spread", "spread"), ("a spread of a node without a score", "spread withheld"),
       ("one class in two editions", "editions")])]


def written_words(folder):
    """The round's files as lines "KIND KEY = VALUE", and its evidence."""
    words = []
    for at, _, names in os.walk(folder):
        for name in sorted(names):
            with open(os.path.join(at, name), encoding="utf-8") as file:
                content = file.read()
            if not name.endswith(".ini"):
                words.append("file %s %s" % (name.split(".")[0].split("-")[0], name.rsplit(".", 1)[1]))
                if name.endswith(".csv"):
                    head = re.split(r"[,;\t|]", content.splitlines()[0])
                    long = "item" in head or "butir" in head
                    words += ["file bukti long"] * long + ["file bukti long with a source"] * (long and "source" in head)
                    words += ["file bukti records"] * ("rekam" in name) + ["file bukti wide"] * (not long)
                words += ["file bukti test"] * bool(re.search(r"\btest\b", content))
                words += ["file bukti edition"] * ("edition" in content or "tahun" in content) + ["file bukti source"] * ("source" in content)
                continue
            kind = ""
            for line in content.splitlines():
                if line.startswith("["):
                    words.append(line)
                    kind = line[1:-1].split()[0]
                    kind = "round-category" if kind == "category" and "criteria" not in at else kind
                elif "=" in line:
                    key, _, value = line.partition("=")
                    value = ";" if re.match(r" ;( ;|$)", value) else value.split(" ;")[0].strip()
                    words.append("%s %s = %s" % (kind, key.strip(), value))
    return words


def outcome_words(scorer):
    """What came out of a round, as lines."""
    out = counter.tables(scorer)
    words = ["out status " + row[12] for row in out["rankings"][1:]]
    words += ["out decided " + row[14] for row in out["rankings"][1:] if row[14]]
    words += ["out state " + row[8] for row in out["scores"][1:] if row[8]]
    words += ["out place " + row[4] for row in out["awards"][1:]] + ["out tally"] * (len(out.get("tally", [])) > 1)
    ranked = [row[:5] for row in out["rankings"][1:] if row[4]]
    words += ["out tied"] * (len(set(map(tuple, ranked))) < len(ranked))
    words += ["out " + event for event in set(scorer.events)]
    words += ["out spread" + " withheld" * (not row[10]) for row in out["scores"][1:] if row[13]]
    words += ["out opened"] * bool(scorer.opened)
    words += ["out editions"] * (len({(row[3], row[2]) for row in out["rankings"][1:]}) > len({row[3] for row in out["rankings"][1:]}))
    return words


def coverage(number):
    """In how many of so many rounds each feature occurs; exit code 1 when one never does."""
    counts = dict.fromkeys((name for name, _ in FEATURES), 0)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(number):
            scorer = write_round(seed, folder)
            text = "\n".join(written_words(folder) + (outcome_words(scorer) if scorer else []))
            for name, pattern in FEATURES:
                counts[name] += re.search(pattern, text) is not None
    for name, times in counts.items():
        print("%5d  %s" % (times, name))
    never = [name for name, times in counts.items() if not times]
    print("%d features in %d rounds; never: %s" % (len(counts), number, ", ".join(never) or "none"))
    return 1 if never else 0


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.split("\n\n")[0])
        return 64
    if arguments[0] == "--coverage":
        return coverage(int(arguments[1]))
    write_round(*arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
