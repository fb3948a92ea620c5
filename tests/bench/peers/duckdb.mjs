// node duckdb.mjs EVIDENCE(.csv|.ndjson|.parquet) OUT.csv|OUT.parquet THREADS [minmax]       npm: @duckdb/node-api
// The fastest form that was found: declared columns, no order kept, DECIMAL for the output.
import { createRequire } from "node:module";
import { codes, job, rules } from "./rules.mjs";

const { DuckDBInstance } = createRequire(process.env.NODE_PEERS + "/")("@duckdb/node-api");
const [file, out, threads, minmax] = process.argv.slice(2);
const db = await (await DuckDBInstance.create(":memory:", { threads })).connect();
await db.run("SET preserve_insertion_order=false");

const numbers = codes.map((code) => `'${code}':'DOUBLE'`).join(",");
const texts = "'id':'VARCHAR','name':'VARCHAR','class':'VARCHAR','region':'VARCHAR'";
const json = file.endsWith(".ndjson");
const source = file.endsWith(".csv")
  ? `read_csv('${file}',header=true,auto_detect=false,delim=',',quote='"',escape='"',nullstr='',columns={${texts},${numbers}})`
  : json
    ? `read_ndjson('${file}',columns={${texts},'evidence':'STRUCT(${codes.map((code) => code + " DOUBLE").join(",")})'})`
    : `read_parquet('${file}')`;
const rounded = (x) => `(${x})::DECIMAL(9,4)`;

if (out.endsWith(".parquet")) {
  await db.run(`COPY (SELECT * FROM ${source}) TO '${out}' (FORMAT parquet)`);
} else if (minmax) {
  const scaled = (rule) => `${rule.floor > rule.target ? "1e0-" : ""}(t.${rule.code}-g.low_${rule.code})/(g.high_${rule.code}-g.low_${rule.code})`;
  const relative = Object.fromEntries(rules.map((rule) => [rule.code, rule.code]));
  await db.run(`CREATE TABLE t AS SELECT id,class,${codes.join(",")} FROM ${source}`);
  await db.run(`COPY (${job(
    `(SELECT t.id, t.class, ${rules.map((rule) => `${scaled(rule)} AS ${rule.code}`).join(",")} FROM t JOIN
      (SELECT class, ${codes.map((code) => `min(${code}) AS low_${code}, max(${code}) AS high_${code}`).join(",")} FROM t GROUP BY class) g
      ON t.class = g.class)`, { rounded, relative })}) TO '${out}' (FORMAT csv, HEADER)`);
} else {
  await db.run(`COPY (${job(source, { rounded, column: (code) => (json ? "evidence." : "") + code })}) TO '${out}' (FORMAT csv, HEADER)`);
}
