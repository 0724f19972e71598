// The results of one answer: notes, cards with their reasons, pages; and what to do where there is nothing.
import { PAGE } from "./engine.js";
import { element, paging, resultCard } from "./view.js";
import { fieldNames, say } from "./words.js";

const LONGEST = 80;

/**
 * What stands between the bar and the end of the results.
 * @param {any} answer of the engine
 * @param {import("./state.js").State} state
 * @param {{root: string, client: import("./client.js").Client, address: (page: number) => string,
 *   label: (facet: string, slug: string) => string, drop: (facet: string) => void, clear: () => void}} use
 * @returns {Node[]}
 */
export function resultsOf(answer, state, use) {
  const marks = new Set(answer.marks);
  const cards = (results) =>
    element("ul", { class: "cards results" }, ...results.map((card) => resultCard(card, use.root, marks, why(card, state, use))));
  const drawn = notes(answer);
  if (!answer.total) return [...drawn, ...nothing(answer, state, use, cards)];
  drawn.push(cards(answer.results));
  const pages = Math.ceil(answer.total / PAGE);
  if (pages > 1) drawn.push(paging(answer.page, pages, use.address));
  return drawn;
}

function notes({ corrected, dropped }) {
  const drawn = [];
  if (corrected) drawn.push(element("p", { class: "note" }, `${say("corrected")} `, element("strong", {}, corrected)));
  if (dropped.length) {
    const words = dropped.flatMap((word, place) => [place ? ", " : " ", element("s", {}, word)]);
    drawn.push(element("p", { class: "note" }, say("dropped"), ...words));
  }
  return drawn;
}

function nothing({ repair }, { query, filters }, use, cards) {
  const title = query.trim() && !repair ? say("nothingFor", { query: shortened(query.trim()) }) : say("nothing");
  const parts = [element("h2", {}, title)];
  if (repair?.facet) {
    const names = repair.slugs.map((slug) => use.label(repair.facet, slug)).join(", ");
    parts.push(
      element("p", {}, say("repair", { filter: names, num: repair.total })),
      element("button", { type: "button", class: "tool", click: () => use.drop(repair.facet) }, say("repairDo")),
    );
  } else if (Object.keys(filters).length) {
    if (repair) parts.push(element("p", {}, say("repairAll", { num: repair.total })));
    parts.push(element("button", { type: "button", class: "tool", click: use.clear }, say("clear")));
  }
  if (!repair) {
    const browse = element("a", { href: `${use.root}partners/` }, say("browse"));
    parts.push(element("p", {}, `${say("hints")} `, browse));
  }
  const drawn = [element("div", { class: "nothing" }, ...parts)];
  if (repair?.results.length) drawn.push(element("h3", { class: "minor" }, say("nearest")), cards(repair.results));
  return drawn;
}

function shortened(text) {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : text;
}

/** The reason for a result, worked out when it is asked for. */
function why(card, { query }, { client }) {
  if (!query.trim()) return undefined;
  const reasons = element("ul", {});
  const root = element("details", { class: "why" }, element("summary", {}, say("why")), reasons);
  root.addEventListener(
    "toggle",
    async () => {
      const { words, exact } = await client.ask("why", { query, document: card.document });
      const lines = words.map(({ form, fields }) => say("in", { word: form, fields: fieldNames(fields) }));
      if (exact) lines.unshift(say("exact"));
      reasons.replaceChildren(...lines.map((line) => element("li", {}, line)));
    },
    { once: true },
  );
  return root;
}
