// The rules of the benchmark (rules.csv, from `generate rules`) and the whole job as SQL: points from floor to target, missing is 0,
// weighted means of categories and of all, ranks in the class by the overall score, then by governance.
import fs from "node:fs";

const [head, ...lines] = fs.readFileSync(process.env.RULES, "utf8").trim().split("\n").map((line) => line.split(","));
export const rules = lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [head[i], i < 2 ? cell : Number(cell)])));
export const codes = rules.map((rule) => rule.code);
export const categories = [...new Set(rules.map((rule) => rule.category))];
export const categoryWeight = Object.fromEntries(rules.map((rule) => [rule.category, rule.category_weight]));

const double = (x) => Number(x).toExponential(); // a DOUBLE in every dialect
const sum = (terms) => `(${terms.join("+")})`;
const weighted = (terms) => `${sum(terms.map(([w, x]) => `${double(w)}*${x}`))}/${sum(terms.map(([w]) => double(w)))}`;
const key = (x) => `floor(${x}*1e8+5e-1)`;

// relative: by code, the expression of the scaled value (0 to 1) instead of (x - floor) / (target - floor)
export function job(source, { column = (code) => code, rounded, relative }) {
  const scaled = (rule) => relative?.[rule.code] ?? `(${column(rule.code)}-${double(rule.floor)})/(${double(rule.target)}-${double(rule.floor)})`;
  const points = (rule) => `CASE WHEN ${column(rule.code)} IS NULL THEN 0e0 ELSE least(greatest(${scaled(rule)}*1e2,0e0),1e2) END`;
  const category = (c) => `${weighted(rules.filter((rule) => rule.category === c).map((rule) => [rule.weight, points(rule)]))} AS ${c}`;
  return `SELECT id, class, rank() OVER (PARTITION BY class ORDER BY ${key("overall")} DESC, ${key("governance")} DESC) AS rank,
    ${["overall", ...categories].map((c) => `${rounded(c)} AS o_${c}`).join(", ")}
    FROM (SELECT id, class, ${categories.join(", ")}, ${weighted(categories.map((c) => [categoryWeight[c], c]))} AS overall
    FROM (SELECT id, class, ${categories.map(category).join(", ")} FROM ${source}))`;
}
