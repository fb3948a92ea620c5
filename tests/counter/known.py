"""Values from outside for the counter: published examples, and small cases worked by hand."""
import math
import os
import tempfile
from fractions import Fraction as F

from exact import log, moments, quantile
from counter import (BILLION, METHODS, apply_rounds, count, decimals, round_grid, shortest, tables, to_grid)


def tiny(criteria, evidence, extra="", top="precision = 9", edition="1"):
    """A round of one category `c` in a temporary folder, scored."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("round.ini", "[round]\ntitle = t\nedition = %s\n%s\n[category c]\ncriteria = c.ini\n%s"
                            % (edition, top, extra)), ("c.ini", criteria), ("e.csv", evidence)):
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
        same(" ".join(r[4] for r in rows), expected, ties)
        same("".join(r[5] for r in rows), "abcdefg", ties + ", order of rows")
    same([r[14] for r in rows], [""] * 7, "nothing decided by a later key")

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

    same(node("median", [10, 90, 20, 40]) + node("median", [10, 90, 20]), "30.00020.000", "median")
    same(node("trimmed 1", [6, 1, 7, 9]) + node("trimmed 1", [6, 1, 7]), "6.5004.667", "trimmed, from four judges on")
    same(node("trimmed 1", [6, 1, 7, 9], shown="spread"), "8.000", "spread, before trimming")
    same(node("trimmed 1", [5, 5, 9, 1], lines="x0 = 10\nx1 = 30\nx2 = 40\nx3 = 20\n"), "5.000", "trimmed, weighted")

    # moments: the examples of Excel's help for SKEW and KURT; quantiles of every table; the scores of the Indices of Deprivation
    found = moments([F(x) for x in (3, 4, 5, 2, 3, 4, 5, 6, 4, 7)])
    same([round(F(x, BILLION), 6) for x in found], [F("0.359543"), F("-0.151800")], "SKEW and KURT")
    same([round(quantile(F(p)), 9) for p in ("0.5", "0.975", "0.84134474606854")], [F(0), F("1.959963985"), F(1)], "normal quantiles")
    same(round(float(log(F(2))), 15), round(math.log(2), 15), "ln 2")

    # missing values, coverage and needs by hand
    same(node("mean", [80, "", 50], "missing = reweight", "x0 = 50\nx1 = 30\nx2 = 20\n", 2), "71.43", "(4000 + 1000) / 70")
    same(node("mean", [80, "", 50], "missing = reweight", "x0 = 50\nx1 = 30\nx2 = 20\n", 2, "coverage"), "70.00", "coverage")
    same(node("mean", [80, "", 50], "missing = zero", "x0 = 50\nx1 = 30\nx2 = 20\n", 2), "50.00", "missing = zero")
    same(node("mean", [80, "", 50]), None, "missing = withhold")
    same(node("mean", [80, "!not-applicable", 50], "", "x0 = 50\nx1 = 30\nx2 = 20\n", 0, "coverage"), "100", "not applicable")
    same(node("mean", [80, "", 50], "missing = reweight\nneeds = 75%", "x0 = 50\nx1 = 30\nx2 = 20\n"), None, "needs 75%")
    same(node("mean", [80, "", 50], "missing = reweight\nneeds = 2 children"), "65.000", "needs 2 children")
    same(node("mean", [80, "!unverified 7", 50], "missing = reweight"), "65.000", "unverified is missing")

    same(column("missing = mean of all", [10, "", 40, "!unknown"]), ["10.000", "25.000", "40.000", "25.000"], "imputation")
    same(column("missing = median of all", [1, "", 40, 5]), ["1.000", "5.000", "40.000", "5.000"], "imputation by the median")
    same(column("missing = mean of all", [10, "", 40], shown="coverage"), ["100.000", "0.000", "100.000"], "coverage of it")
    scorer = tiny("[category]\nscreen = 60%\nmissing = reweight\n[criterion x]\n[criterion y]\n", "id,x,y\na,1,2\nb,1,\n")
    same([(r[12], r[13]) for r in tables(scorer)["rankings"][1:]], [("ranked", ""), ("screened", "1/2")], "screening")
    scorer = tiny("[category]\n[criterion x]\n[field x]\nfold = mean\n", "id,item,value\na,x,1\na,x,2\na,x,\na,x,4\nb,x,7\n")
    same(scores(scorer, "x"), ["2.333", "7.000"], "a long file of a folded field")
    scorer = tiny("[category]\n[criterion x]\nscale = minmax\nreference = all\ndirection = higher\nconstant = 7\n",
                  "id,edition,x\na,2019,1\nb,2019,3\na,2021,5\n", edition="2019, 2021")
    same(scores(scorer, "x"), ["0.000", "100.000", "7.000"], "a panel: the reference sets of each edition")

    # roles by hand
    roles = "x0 = 60\nx1 = 40\nx2 =\n[criterion x2]\nrole = %s\n"
    same(node("mean", [80, 50, 3], "", roles % "bonus"), "71.000", "68 + 3")
    same(node("mean", [80, 50, 3], "", roles % "deduction\nweight = 2"), "62.000", "68 - 2 x 3")
    same(node("mean", [80, 50, 40], "", roles % "cap"), "40.000", "capped at 40")
    scorer = tiny("[category]\n[criterion x]\n[criterion g]\nrole = gate\nmin = 50\nmissing = zero\n",
                  "id,x,g\na,90,49.99\nb,80,50\nc,70,\n", "[ranking]\nwithin = all\n")
    same([(r[5], r[4], r[12], r[13]) for r in tables(scorer)["rankings"][1:]],
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
    same(column(high + "normal-score", [10, 20, 30]), ["-0.674", "0.000", "0.674"], "quartiles of the normal distribution")
    same(column(high + "exponential 23", list(range(10)))[::9] + column(high + "exponential 23", list(range(10)))[5:6],
         ["0.000", "50.427", "15.647"], "the most deprived tenth begins above 50: E of 0.9 and of 0.5")
    same(column(high + "minmax\nleast = 3", [2, 4]) + column(high.replace("= 7", "= as-is") + "minmax", [5, 5]),
         ["7.000", "7.000", "5.000", "5.000"], "least, constant = as-is")
    same(column("outliers = winsor 1\nreference = all\nskew = 1\nkurtosis = 1", [1, 2, 3, 2, 1, 50])[5], "3.000", "winsor")
    logs = column("outliers = winsor-log 1\nreference = all\nskew = 0.1\nkurtosis = 0.1", [0] * 10 + [100, 99])
    same([logs[0], logs[10]], ["0.000", "4.615"], "winsor-log: ln(0 + 1) and ln(100 + 1)")
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
        same(" ".join(r[5] + r[4] for r in out["awards"][1:]), expected, "first %d, %s" % (first, cut))
    same([r[14] for r in out["rankings"][1:]], ["", "", "y", "", ""], "decided_by")
    same([r[11] for r in out["rankings"][1:]], ["A", "B", "B", "B", "C"], "grades")
    same(out["tally"], [["group", "agencies", "awards", "w"], ["r", 2, 2, 2]], "tally")

    # declared signs, test evidence
    for signs, evidence in (("delimiter = ;\ndecimal = ,", "id;class;x;y\na;k;1,5;!unverified 2,25\n"),
                            ("delimiter = ; ; a comment\ndecimal = ,", "id;class;x;y\na;k;1,5;2\n"),
                            ("delimiter = tab", "id\tclass\tx\ty\na\tk\t1.5\t2\n"), ("decimal = ,", 'id,class,x,y\na,k,"1,5",2\n')):
        out = tables(tiny("[category]\n[criterion x]\n[criterion y]\n", evidence, "[evidence]\n%s\n[states]\nunverified = as-zero\n" % signs))
        same([r[7] for r in out["scores"][1:]], ["", "1.5", "" if "!" in evidence else "2"], signs)
        same(out["scores"][0][-1], "spread", "no test evidence")
    out = tables(tiny("[category]\n[criterion x]\n", "id,x,test\na,1,yes\n"))
    same([t[0][-1] for t in out.values()] + [out["rankings"][1][-1]], ["test"] * 4 + ["yes"], "test evidence")
    print("selftest: %d assertions hold" % checked)
    return 0
