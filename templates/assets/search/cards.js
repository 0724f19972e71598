// Result cards: from the leaders of a question's words as far as these have them, from bundles of neighbours otherwise
// (generator/search/leaders.py, generator/search/cards.py).
import { HASH, lowerBound } from "./shards.js";

/**
 * The cards of some documents.
 * @param {import("./shards.js").Index} index
 * @param {number[]} documents
 * @param {import("./shards.js").Stem[]} stems those that the question's words were taken for
 */
export async function cardsOf(index, documents, stems) {
  const left = new Set(documents);
  const files = [];
  const leading = leadersBy(index, documents, stems);
  for (;;) {
    const gains = [...leading].map(([file, its]) => [file, its.filter((document) => left.has(document))]);
    const [file, gained] = gains.sort(([, one], [, other]) => other.length - one.length)[0] ?? ["", []];
    if (gained.length < 2) break;
    gained.forEach((document) => left.delete(document));
    files.push(index.once("l", file, leaders));
  }
  const bundles = new Set([...left].map((document) => Math.floor(document / index.frame.bundle)));
  for (const number of bundles) files.push(bundle(index, number));
  const levels = index.frame.levels.length ? await index.column("level") : [];
  const packed = new Map((await Promise.all(files)).flatMap((cards) => [...cards]));
  return documents.map((document) => ({
    ...unpackedCard(packed.get(document), index.frame.strings),
    levels: levelsOf(document, levels, index.frame.levels),
  }));
}

/** The documents among some that lead for one of the stems, by file. @returns {Map<string, number[]>} */
function leadersBy(index, documents, stems) {
  const found = new Map();
  for (const stem of stems) {
    if (!stem.leaders) continue;
    const its = documents.filter((document) => leads(index, stem, document));
    found.set(stem.leaders, [...new Set([...(found.get(stem.leaders) ?? []), ...its])]);
  }
  return found;
}

/** Whether a document is among a stem's first by impact, level, number. */
function leads({ frame, ranks }, { postings: { documents, impacts } }, document) {
  const place = lowerBound(documents, document);
  if (documents[place] !== document) return false;
  let before = 0;
  for (let other = 0; other < documents.length && before < frame.leaders; other++) {
    const order = impacts[other] - impacts[place] || ranks[documents[other]] - ranks[document] || place - other;
    if (order > 0) before++;
  }
  return before < frame.leaders;
}

/** A leaders' file: document → card. @param {Uint8Array} content @returns {Map<number, any[]>} */
function leaders(content) {
  const [gaps, ...cards] = parsed(content);
  let document = -1;
  return new Map(cards.map((card, place) => [(document += gaps[place] + 1), card]));
}

function bundle(index, number) {
  const { bundle: size, cards: names } = index.frame;
  return index.once("c", names.substr(HASH * number, HASH), (content) =>
    new Map(parsed(content).map((card, place) => [size * number + place, card])),
  );
}

function parsed(content) {
  return JSON.parse(new TextDecoder().decode(content));
}

/** The levels of a document in the order of the site's programs. */
function levelsOf(document, columns, known) {
  const has = (documents) => documents[lowerBound(documents, document)] === document;
  return known
    .filter((_, place) => has(columns[place]))
    .sort(([one], [other]) => one - other)
    .map(([, program, label, rank, of]) => ({ program, label, rank, of }));
}

/** A card as an object, without its levels. */
function unpackedCard([key, name, slug, city, tagline, logo, country, technologies], strings) {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const where = slug || (words ? `${words}-${key}` : key);
  return {
    key,
    slug: where,
    route: `partners/${where}.html`,
    name,
    place: city ? `${city}, ${strings[country]}` : strings[country],
    tagline: tagline || "",
    logo: logo.includes("/") ? logo.replace("*", key) : `monograms/${logo}.svg`,
    technologies: technologies.map((number) => strings[number]),
  };
}
