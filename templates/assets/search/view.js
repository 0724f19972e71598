// Pieces of the page. Text goes in as text nodes only: nothing that a partner wrote can become markup.
import { pieces } from "./fold.js";
import { count, say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element; attributes that are true, false or functions become flags or listeners.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * A text of a partner in its own direction, the words that match marked; as a `span` in the direction of the page.
 * @param {string} text
 * @param {Set<string>} marks
 * @param {"bdi" | "span"} tag
 */
export function marked(text, marks, tag = "bdi") {
  const found = pieces(text, (word) => marks.has(word));
  return element(tag, {}, ...found.map(({ text: piece, marked: is }) => (is ? element("mark", {}, piece) : piece)));
}

function bars(rank, of) {
  const drawn = document.createElementNS(SVG, "svg");
  const width = of * 5 - 2;
  const attributes = { class: "bars", width, height: 12, viewBox: `0 0 ${width} 12`, "aria-hidden": "true" };
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
  for (let bar = 0; bar < of; bar++) {
    const path = document.createElementNS(SVG, "path");
    const height = Math.round((120 * (bar + 1)) / of) / 10;
    path.setAttribute("d", `M${bar * 5} ${12 - height}h3V12h-3z`);
    if (bar >= rank) path.setAttribute("class", "off");
    drawn.append(path);
  }
  return drawn;
}

/** A level as everywhere on the site: bars, word, program. */
export function level({ program, label, rank, of }) {
  const tone = rank === 0 ? 0 : rank === of ? 3 : rank === 1 ? 1 : 2;
  return element(
    "span",
    { class: `level tone-${tone}` },
    bars(rank, of),
    " ",
    element("span", { class: "level-word" }, label),
    " ",
    element("span", { class: "level-program" }, program),
  );
}

/**
 * A result, as `partials/card.html` draws cards.
 * @param {any} card
 * @param {string} root the address of the site's root, with a slash
 * @param {Set<string>} marks
 * @param {Node} [foot] what stands below
 */
export function resultCard(card, root, marks, foot) {
  const away = card.kilometres;
  const text = [
    element("p", { class: "card-name" }, element("a", { href: root + card.route }, marked(card.name, marks))),
    element("p", { class: "card-place" }, marked(card.place, marks, "span")),
  ];
  if (away !== undefined) text.push(element("p", { class: "away-by" }, distanceOf(away)));
  if (card.tagline) text.push(element("p", { class: "card-tagline" }, marked(card.tagline, marks)));
  if (card.levels.length) text.push(element("p", { class: "card-levels" }, ...card.levels.map(level)));
  if (card.technologies.length) {
    const terms = card.technologies.map((technology) => element("li", {}, marked(technology, marks)));
    text.push(element("ul", { class: "terms", "aria-label": say("technologies") }, ...terms));
  }
  if (foot) text.push(foot);
  const logo = { class: "plate", src: root + card.logo, alt: "", width: 56, height: 56, decoding: "async" };
  return element(
    "li",
    { class: "card", "data-key": card.key },
    element("img", logo),
    element("div", { class: "card-text" }, ...text),
  );
}

function distanceOf(kilometres) {
  return say("kilometres", { num: kilometres < 10 ? Math.round(kilometres * 10) / 10 : Math.round(kilometres) });
}

/** The numbers of pages to offer, 0 for a gap. */
function offered(page, pages) {
  const near = [1, page - 1, page, page + 1, pages].filter((number) => number >= 1 && number <= pages);
  return [...new Set(near)].flatMap((number, place, all) => (place && number - all[place - 1] > 1 ? [0, number] : number));
}

/**
 * Links to the pages of results, like `partials/paging.html`.
 * @param {number} page
 * @param {number} pages
 * @param {(page: number) => string} address
 */
export function paging(page, pages, address) {
  const link = (number, words, attributes) => element("a", { href: address(number), "data-page": number, ...attributes }, words);
  const entries = offered(page, pages).map((number) =>
    number
      ? element("li", {}, link(number, count(number), number === page ? { "aria-current": "page" } : { "aria-label": say("page", { num: number }) }))
      : element("li", { class: "gap", "aria-hidden": "true" }, "…"),
  );
  const step = (number, key, rel) => (number >= 1 && number <= pages ? [link(number, say(key), { class: "paging-step", rel })] : []);
  return element(
    "nav",
    { class: "paging", "aria-label": say("pages") },
    ...step(page - 1, "previous", "prev"),
    element("ol", {}, ...entries),
    ...step(page + 1, "next", "next"),
  );
}
