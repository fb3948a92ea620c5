# THREADS=T Rscript datatable.R EVIDENCE.csv OUT.csv       Debian: r-cran-data.table
suppressMessages(library(data.table))
files <- commandArgs(TRUE)
setDTthreads(as.integer(Sys.getenv("THREADS", "1")))
rules <- fread(Sys.getenv("RULES"))
table <- fread(files[1], select = c("id", "class", rules$code), colClasses = list(numeric = rules$code), showProgress = FALSE)
categories <- unique(rules$category)
for (name in categories) {
  of <- rules[category == name]
  total <- 0
  for (i in seq_len(nrow(of))) {
    points <- (table[[of$code[i]]] - of$floor[i]) / (of$target[i] - of$floor[i]) * 100
    total <- total + of$weight[i] * fifelse(is.na(points), 0, pmin(pmax(points, 0), 100))
  }
  set(table, j = name, value = total / sum(of$weight))
}
shares <- rules[, .(weight = category_weight[1]), by = category]
table[, overall := Reduce(`+`, Map(function(name, w) table[[name]] * w, shares$category, shares$weight)) / sum(shares$weight)]
table[, `:=`(k1 = -floor(overall * 1e8 + 0.5), k2 = -floor(governance * 1e8 + 0.5))]
setorder(table, class, k1, k2)
table[, position := seq_len(.N), by = class]
table[, rank := min(position), by = .(class, k1, k2)]
result <- table[, c("id", "class", "rank", "overall", categories), with = FALSE]
for (name in c("overall", categories)) set(result, j = name, value = round(result[[name]], 4))
setnames(result, c("overall", categories), paste0("o_", c("overall", categories)))
fwrite(result, files[2])
