// The shortlist: a toggle on every card and listing, and the link to the comparison. It stays in this browser.
const SVG = "http://www.w3.org/2000/svg";
const MOST_KEPT = 24;
const SEEN = 5000; // milliseconds that a message stays
const KEY = /^[a-z2-7]{8}$/;

const root = new URL(document.documentElement.dataset.root, location.href);
const store = `shortlist ${root.pathname}`; // two sites on one host have a shortlist each
const bar = document.querySelector("[data-shortlist]");
const status = document.querySelector("[data-shortlist-status]");
const words = bar?.dataset ?? {};
const toggles = new Map();
let keys = stored();
let silence = 0;

function stored() {
  try {
    return validKeys(JSON.parse(localStorage.getItem(store)));
  } catch {
    return []; // Storage may be forbidden or hold something else; the shortlist then lasts for this page.
  }
}

/** The well-formed keys among the values, each once. */
export function validKeys(values) {
  return Array.isArray(values) ? [...new Set(values)].filter((key) => KEY.test(key)) : [];
}

/** The keys on the shortlist, in the order they were picked. */
export function picked() {
  return [...keys];
}

/** Makes these the shortlist; what is too many is left out. */
export function pick(wanted) {
  keys = validKeys(wanted).slice(0, MOST_KEPT);
  try {
    localStorage.setItem(store, JSON.stringify(keys));
  } catch {
    // As above.
  }
  draw();
}

function draw() {
  for (const [button, key] of toggles) {
    if (button.isConnected) button.setAttribute("aria-pressed", String(keys.includes(key)));
    else toggles.delete(button);
  }
  if (!bar) return; // a theme may leave the shortlist out
  const link = bar.querySelector("a");
  link.search = keys.length ? `?ids=${keys.join(",")}` : "";
  bar.querySelector("[data-shortlist-count]").textContent = `(${keys.length})`;
  bar.hidden = !keys.length || document.querySelector("[data-compare]") !== null;
}

function say(text, shown) {
  status.textContent = text;
  status.classList.toggle("away", !shown);
  clearTimeout(silence);
  silence = setTimeout(() => {
    status.textContent = "";
    status.classList.add("away");
  }, SEEN);
}

function flip(key) {
  if (keys.includes(key)) {
    pick(keys.filter((other) => other !== key));
  } else if (keys.length >= MOST_KEPT) {
    return say(words.full.replace("{number}", keys.length), true);
  } else {
    pick([...keys, key]);
  }
  return say(words.count.replace("{number}", keys.length), false);
}

function icon() {
  const drawn = document.createElementNS(SVG, "svg");
  const shapes = { class: "pick-icon", width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(shapes)) drawn.setAttribute(name, value);
  for (const [name, path] of [["plus", "M8 2.5v11M2.5 8h11"], ["check", "m2.5 8.5 4 4 7-8.5"]]) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("class", name);
    line.setAttribute("d", path);
    drawn.append(line);
  }
  return drawn;
}

function furnish(place) {
  if (place.querySelector(".pick")) return;
  const { key } = place.dataset;
  const named = place.querySelector(".card-name");
  const button = document.createElement("button");
  button.type = "button";
  button.className = named ? "pick" : "pick tool";
  button.append(icon());
  if (named) {
    button.setAttribute("aria-label", words.toggleNamed.replace("{name}", () => named.textContent.trim()));
    button.title = words.toggle;
  } else {
    button.append(` ${words.toggle}`);
  }
  button.setAttribute("aria-pressed", String(keys.includes(key)));
  button.addEventListener("click", () => flip(key));
  toggles.set(button, key);
  if (named) place.append(button);
  else place.prepend(button);
}

function furnishAll() {
  document.querySelectorAll("main [data-key]").forEach(furnish);
}

addEventListener("storage", (event) => {
  if (event.key !== store) return;
  keys = stored();
  draw();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  keys = stored();
  draw();
});
if (bar) {
  furnishAll();
  draw();
  new MutationObserver(furnishAll).observe(document.getElementById("main"), { childList: true, subtree: true });
}
