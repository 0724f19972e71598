// Which documents a query's words match, and how strongly: step by step what generator/search/matching.py does.
import { fold, isUnspaced, wordsOf } from "./fold.js";
import { distance, editsAllowed, lettersKept } from "./typos.js";

const EXPANSIONS = 32;
const EXPANSION_POSTINGS = 20_000;
const SHORTEST_PREFIX = 3;
export const EXACT_NAME = 1_000_000;
const BEGUN_NAME = 500_000;
const FEW_LEFT = 32;

/**
 * A word of the query as it was understood; `impacts` and `best` by document, `best` the place in `taken`.
 * @typedef {{word: string, taken: [string, import("./shards.js").Stem][], mended: boolean, count: number,
 *   impacts: Int32Array, best: Uint8Array, begun: boolean}} Reading
 */

/**
 * All documents that match, before filters: `scores` by document, -1 where it does not match.
 * @param {import("./shards.js").Index} index
 * @param {string} query
 */
export async function match(index, query) {
  const spoken = wordsOf(query);
  const last = spoken.at(-1);
  const typing = spoken.length > 0 && fold(query).endsWith(last);
  const words = [...new Set(spoken)].filter((word) => !index.stops.has(word));
  const read = await Promise.all(words.map((word) => readingOf(index, word, typing && word === last)));
  const readings = read.filter((reading) => reading?.count);
  const missing = new Set(read.filter((reading) => reading && !reading.count).map((reading) => reading.word));
  let { scores, count } = allOf(index, readings, !readings.length && !missing.size);
  const begun = readings.length > 1 && readings.find((reading) => reading.begun);
  if (begun) {
    const others = allOf(index, readings.filter((reading) => reading !== begun), false);
    if (others.count && others.count <= FEW_LEFT) {
      ({ scores, count } = others);
      scores.forEach((score, document) => score >= 0 && (scores[document] += begun.impacts[document]));
    }
  }
  while (readings.length && !count) {
    const fewest = Math.min(...readings.map((reading) => reading.count));
    const [rarest] = readings.splice(
      readings.findLastIndex((reading) => reading.count === fewest),
      1,
    );
    missing.add(rarest.word);
    ({ scores, count } = allOf(index, readings, false));
  }
  const dropped = count ? words.filter((word) => missing.has(word)) : [];
  for (const document of await exact(index, spoken, readings)) {
    scores[document] = Math.max(0, scores[document]) + EXACT_NAME;
  }
  const begins = await Promise.all(spoken.slice(1).map((_, place) => index.named(spoken.slice(0, place + 1))));
  for (const document of new Set(begins.flat())) if (scores[document] >= 0) scores[document] += BEGUN_NAME;
  return { spoken, scores, readings, dropped };
}

/** What a word stands for; nothing for a word that is only begun. @returns {Promise<Reading | undefined>} */
async function readingOf(index, word, typing) {
  const begins = word.length >= SHORTEST_PREFIX || isUnspaced(word);
  const known = typing && begins ? undefined : await index.stem(word);
  if (typing && !begins && !known) return undefined;
  let found = known ? [[word, known]] : begins ? await index.beginningWith(word) : [];
  let mended = found.length > 0 && !known && !typing;
  if (!found.length && editsAllowed([...word].length)) {
    const meant = await corrections(index, word);
    const stems = await Promise.all(meant.map((form) => index.stem(form)));
    found = meant.map((form, place) => [form, stems[place]]).filter(([, stem]) => stem);
    mended = found.length > 0;
  }
  const taken = takenOf(word, found);
  const postings = await Promise.all(taken.map(([, stem]) => index.postings(stem)));
  const impacts = new Int32Array(index.size);
  const best = new Uint8Array(index.size);
  let count = 0;
  postings.forEach(({ documents, impacts: added }, place) => {
    for (let at = 0; at < documents.length; at++) {
      const document = documents[at];
      if (added[at] > impacts[document]) {
        if (!impacts[document]) count++;
        impacts[document] = added[at];
        best[document] = place;
      }
    }
  });
  return { word, taken, mended, count, impacts, best, begun: typing && !begins };
}

/** The words to look for: the one typed, then the most frequent, as far as they are few documents. */
function takenOf(word, found) {
  const ordered = found.sort(
    ([form, stem], [other, its]) =>
      (other === word) - (form === word) || its.documents - stem.documents || (form < other ? -1 : 1),
  );
  const taken = [];
  let room = EXPANSION_POSTINGS;
  for (const [form, stem] of ordered) {
    if (taken.length === EXPANSIONS) break;
    if (taken.length) {
      if (stem.documents > room) continue;
      room -= stem.documents;
    }
    taken.push([form, stem]);
  }
  return taken;
}

/** The words nearest to a mistyped one, the most frequent first. @returns {Promise<string[]>} */
async function corrections(index, word) {
  const letters = [...word];
  const edits = editsAllowed(letters.length);
  const kept = lettersKept(letters.length);
  const begin = letters.slice(0, kept).join("");
  const end = letters.reverse().slice(0, kept).join("");
  const keys = (await Promise.all([`>${begin}`, `<${end}`].map((prefix) => index.typosWith(prefix)))).flat();
  const found = new Map();
  for (const [key, documents] of keys) {
    const form = key[0] === ">" ? key.slice(1) : [...key.slice(1)].reverse().join("");
    const apart = found.has(form) ? edits + 1 : distance(word, form, edits);
    if (apart <= edits) found.set(form, [apart, -documents, form]);
  }
  const ranks = [...found.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1));
  return ranks.filter(([apart]) => apart === ranks[0][0]).slice(0, EXPANSIONS).map(([, , form]) => form);
}

/** The documents that match all words, with the sum of impacts; all documents where `anything` will do. */
function allOf(index, readings, anything) {
  const scores = new Int32Array(index.size).fill(anything ? 0 : -1);
  let count = anything ? index.size : 0;
  if (readings.length) {
    const [first, ...others] = [...readings].sort((a, b) => a.count - b.count).map((reading) => reading.impacts);
    candidates: for (let document = 0; document < index.size; document++) {
      let score = first[document];
      if (!score) continue;
      for (const impacts of others) {
        if (!impacts[document]) continue candidates;
        score += impacts[document];
      }
      scores[document] = score;
      count++;
    }
  }
  return { scores, count };
}

/** The documents whose name is the whole query, as typed or as mended. @returns {Promise<Set<number>>} */
async function exact(index, spoken, readings) {
  const mended = new Map(readings.filter((r) => r.mended).map((r) => [r.word, r.taken.map(([form]) => form)]));
  let names = [[]];
  for (const word of spoken) {
    const meant = mended.get(word) ?? [word];
    names = names.flatMap((name) => meant.map((form) => [...name, form])).slice(0, EXPANSIONS);
  }
  const found = await Promise.all(names.map((name) => index.named(name)));
  return new Set(found.flat());
}
