// The comparison: fills the rows of the page with the listings whose keys stand in the address.
import { confirm, copyText } from "./copy.js";
import { table } from "./compare_table.js";
import { csvOf } from "./csv.js";
import { pick, picked, validKeys } from "./shortlist.js";

const place = document.querySelector("[data-compare]");
const words = place.dataset;
const most = Number(words.most);
const root = new URL(document.documentElement.dataset.root, location.href);
const part = (name) => place.querySelector(`[data-part="${name}"]`);
const control = (name) => place.querySelector(`[data-do="${name}"]`);

let entries = [];
let missing = 0;

function wanted() {
  const ids = new URLSearchParams(location.search).get("ids");
  return ids === null ? picked() : [...new Set(ids.split(",").filter(Boolean))];
}

async function load(keys) {
  const valid = validKeys(keys);
  const prefixes = [...new Set(valid.map((key) => key.slice(0, 2)))];
  const buckets = await Promise.all(
    prefixes.map(async (prefix) => {
      const answer = await fetch(new URL(`data/compare/${prefix}.json`, root));
      if (answer.status === 404) return {};
      if (!answer.ok) throw new Error(`${answer.status} for ${prefix}`);
      return answer.json();
    }),
  );
  const all = Object.assign({}, ...buckets);
  const found = valid.filter((key) => Object.hasOwn(all, key)).map((key) => all[key]);
  return { found, missing: keys.length - found.length };
}

function show(name, text) {
  part(name).hidden = text === undefined || text === false;
  if (typeof text === "string") part(name).textContent = text;
}

function draw() {
  const shown = entries.slice(0, most);
  const waiting = entries.slice(most);
  const keys = entries.map((entry) => entry.key);
  const own = picked();
  table(place, shown, root, control("only").checked, remove);
  show("empty", !entries.length);
  for (const name of ["tools", "frame"]) show(name, shown.length > 0);
  show("legend", shown.length > 1);
  show("alone", shown.length === 1);
  show("gone", missing > 0 && part("gone").dataset.text.replace("{number}", missing));
  const names = waiting.map((entry) => entry.name).join(", ");
  show("more", waiting.length > 0 && part("more").dataset.text.replace("{names}", () => names));
  control("keep").hidden = keys.every((key) => own.includes(key));
  control("clear").hidden = !control("keep").hidden;
  const status = part("status");
  status.textContent = status.dataset.text.replace("{number}", shown.length);
  history.replaceState(null, "", keys.length ? `?ids=${keys.join(",")}` : location.pathname);
}

function remove(key) {
  const position = entries.findIndex((entry) => entry.key === key);
  entries = entries.filter((entry) => entry.key !== key);
  pick(picked().filter((other) => other !== key));
  draw();
  const buttons = place.querySelectorAll(".compare-remove");
  (buttons[Math.min(position, buttons.length - 1)] ?? part("empty")).focus();
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(place.querySelector("table"))], { type: "text/csv" }));
  link.download = `${words.file}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function start() {
  show("failed", false);
  try {
    ({ found: entries, missing } = await load(wanted()));
    draw();
  } catch {
    show("failed", true);
  }
}

control("again").addEventListener("click", start);
control("only").addEventListener("change", draw);
control("print").addEventListener("click", () => print());
control("csv").addEventListener("click", download);
control("copy").addEventListener("click", async ({ currentTarget }) => {
  if (await copyText(location.href)) confirm(currentTarget, words.copied);
});
control("keep").addEventListener("click", () => {
  pick([...picked(), ...entries.map((entry) => entry.key)]);
  draw();
  control("clear").focus();
});
control("clear").addEventListener("click", () => {
  entries = [];
  missing = 0;
  pick([]);
  draw();
  part("empty").focus();
});
start();
