// POLARS_MAX_THREADS=T node polars.cjs EVIDENCE(.csv|.parquet) OUT.csv       npm: nodejs-polars, nodejs-polars-linux-x64-gnu
const pl = require("node:module").createRequire(process.env.NODE_PEERS + "/")("nodejs-polars").default;

import("./rules.mjs").then(({ categories, categoryWeight, codes, rules }) => {
  const [file, out] = process.argv.slice(2);
  const number = (x) => pl.lit(x).cast(pl.Float64);
  const total = (list) => list.reduce((a, b) => a.add(b));
  const weighted = (terms) => total(terms.map(([w, x]) => x.mul(number(w)))).div(number(terms.reduce((s, [w]) => s + w, 0)));
  const points = (rule) => pl.col(rule.code).sub(number(rule.floor)).div(number(rule.target - rule.floor)).mul(number(100)).clip(0, 100).fillNull(0);
  const key = (column) => pl.col(column).mul(number(1e8)).add(number(0.5)).floor();
  const schema = Object.fromEntries([...["id", "name", "class", "region"].map((name) => [name, pl.String]), ...codes.map((code) => [code, pl.Float64])]);
  const read = file.endsWith(".csv") ? pl.scanCSV(file, { schema }) : pl.scanParquet(file);
  const scored = read
    .select(pl.col("id"), pl.col("class"), ...categories.map((c) =>
      weighted(rules.filter((rule) => rule.category === c).map((rule) => [rule.weight, points(rule)])).alias(c)))
    .withColumns(weighted(categories.map((c) => [categoryWeight[c], pl.col(c)])).alias("overall"))
    .withColumns(key("overall").alias("k1"), key("governance").alias("k2"));
  // the rank is the position in the sorted class, carried down over rows with equal keys
  const parts = ["class", "k1", "k2"].map((c) => pl.col(c).neq(pl.col(c).shift(1)).fillNull(true)).reduce((a, b) => a.or(b));
  scored.sort(["class", "k1", "k2"], [false, true, true])
    .withColumns(pl.col("k1").cumCount().over("class").alias("position"), parts.alias("parts"))
    .withColumns(pl.when(pl.col("parts")).then(pl.col("position")).otherwise(pl.lit(null)).forwardFill().alias("rank"))
    .select(pl.col("id"), pl.col("class"), pl.col("rank"), ...["overall", ...categories].map((c) => pl.col(c).round(4).alias("o_" + c)))
    .collectSync().writeCSV(out);
});
