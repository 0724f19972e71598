// A table as CSV (RFC 4180). What a spreadsheet would take for a formula is prefixed with an apostrophe.
const FORMULA = /^[=+\-@\t\r]/;

function quoted(text) {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The visible rows, a cell as its `data-csv` says it. A byte order mark is for spreadsheets. */
export function csvOf(table) {
  const lines = [...table.rows]
    .filter((row) => !row.hidden)
    .map((row) => [...row.cells].map((cell) => quoted(cell.dataset.csv)).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}
