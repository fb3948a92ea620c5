// node clickhouse.cjs EVIDENCE(.csv|.ndjson|.parquet) OUT.csv THREADS       npm: chdb, @chdb/lib-linux-x64-gnu
const fs = require("node:fs");
const { query } = require("node:module").createRequire(process.env.NODE_PEERS + "/")("chdb");

import("./rules.mjs").then(({ codes, job }) => {
  const [file, out, threads] = process.argv.slice(2);
  const json = file.endsWith(".ndjson");
  const format = json ? "JSONEachRow" : file.endsWith(".csv") ? "CSVWithNames" : "Parquet";
  const numbers = codes.map((code) => code + " Nullable(Float64)").join(",");
  const texts = "id String, name String, class LowCardinality(String), region LowCardinality(String)";
  const source = `file('${file}',${format},'${texts}, ${json ? `evidence Tuple(${numbers})` : numbers}')`;
  fs.rmSync(out, { force: true });
  query(`${job(source, { rounded: (x) => `round(${x},4)`, column: (code) => (json ? "evidence." : "") + code })}
    INTO OUTFILE '${out}' FORMAT CSVWithNames SETTINGS max_threads=${threads},
    input_format_json_defaults_for_missing_elements_in_named_tuple=1, input_format_csv_empty_as_default=1`, "CSV");
});
