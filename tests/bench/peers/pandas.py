"""python3 pandas.py EVIDENCE.csv OUT.csv       Debian: python3-pandas, python3-numpy"""
import os, sys

sys.path.pop(0)  # this file has the name of what it imports
import numpy as np, pandas as pd

path, out = sys.argv[1:3]
rules = pd.read_csv(os.environ["RULES"])
codes, categories = list(rules["code"]), list(dict.fromkeys(rules["category"]))
table = pd.read_csv(path, usecols=["id", "class"] + codes, dtype={**{code: np.float64 for code in codes}, "class": "category"}, engine="c")
points = (table[codes].to_numpy() - rules["floor"].to_numpy()) / (rules["target"] - rules["floor"]).to_numpy() * 100
table = table[["id", "class"]].copy()
np.clip(points, 0, 100, out=points)
points[np.isnan(points)] = 0
weights = np.array([[w if c == category else 0 for category in categories] for c, w in zip(rules["category"], rules["weight"])])
scores = points @ (weights / weights.sum(0))
shares = np.array([rules.loc[rules["category"] == c, "category_weight"].iloc[0] for c in categories])
overall = scores @ (shares / shares.sum())
first, second = np.floor(overall * 1e8 + 0.5), np.floor(scores[:, categories.index("governance")] * 1e8 + 0.5)
group = table["class"].cat.codes.to_numpy()
order = np.lexsort((-second, -first, group))
change = lambda x: np.r_[True, x[order][1:] != x[order][:-1]]
position = np.arange(len(group))
begins = change(group)
start = np.maximum.accumulate(np.where(begins, position, 0))
rank = np.empty(len(group), np.int64)
rank[order] = np.maximum.accumulate(np.where(begins | change(first) | change(second), position, 0)) - start + 1
table["rank"] = rank
for name, column in [("overall", overall)] + list(zip(categories, scores.T)):
    table["o_" + name] = column.round(4)
table.to_csv(out, index=False)
