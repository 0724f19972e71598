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
  const leading = new Map(stems.filter((stem) => stem.leaders).map((stem) => [stem, leadersOf(index, stem)]));
  for (;;) {
    const gains = [...leading].map(([stem, its]) => [stem, documents.filter((document) => left.has(document) && has(its, document))]);
    const [stem, gained] = gains.sort(([, one], [, other]) => other.length - one.length)[0] ?? [undefined, []];
    if (gained.length < 2) break;
    gained.forEach((document) => left.delete(document));
    files.push(leaderCards(index, stem, leading.get(stem)));
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

/** Whether a document is one of some, which rise. */
function has(documents, document) {
  return documents[lowerBound(documents, document)] === document;
}

/** The documents that lead for a stem, rising: the first by impact, level, number. */
function leadersOf({ frame, ranks }, { postings: { documents, impacts } }) {
  if (documents.length <= frame.leaders) return documents;
  let least = 0;
  for (let place = 0; place < impacts.length; place++) least = Math.max(least, impacts[place]);
  const tallies = new Uint32Array(least + 1);
  for (let place = 0; place < impacts.length; place++) tallies[impacts[place]]++;
  let room = frame.leaders;
  while (tallies[least] < room) room -= tallies[least--];
  const above = [];
  const equal = [];
  for (let place = 0; place < impacts.length; place++) {
    if (impacts[place] > least) above.push(documents[place]);
    else if (impacts[place] === least) equal.push(documents[place]);
  }
  equal.sort((one, other) => ranks[other] - ranks[one] || one - other);
  return Uint32Array.from([...above, ...equal.slice(0, room)]).sort();
}

/** The cards of a stem's leaders. @returns {Promise<Map<number, any[]>>} */
async function leaderCards(index, { leaders, slot }, documents) {
  const [gaps, ...cards] = await index.once("l", leaders, parsed);
  let at = -1;
  return new Map(gaps[slot].map((gap, place) => [documents[place], cards[(at += gap + 1)]]));
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
  return known
    .filter((_, place) => has(columns[place], document))
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
