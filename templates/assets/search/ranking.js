// Filters, counts and the order of results (generator/search/reader.py).

const ALL = 255;
const NEARLY = 254;

/** A 32-bit number with its bits well mixed. @param {number} number */
function mixed(number) {
  number = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  number = Math.imul(number ^ (number >>> 13), 0xc2b2ae35);
  return (number ^ (number >>> 16)) >>> 0;
}

/**
 * How each matching document fares with the filters: ALL where it passes, a facet's place + 1 where only that facet
 * keeps it out, 0 otherwise.
 * @param {Int32Array} scores
 * @param {Uint8Array[]} allowed for each filtered facet the documents that pass
 */
function passing(scores, allowed) {
  const state = new Uint8Array(scores.length);
  for (let document = 0; document < scores.length; document++) {
    if (scores[document] < 0) continue;
    let failed = 0;
    let which = ALL;
    for (let facet = 0; facet < allowed.length; facet++) {
      if (allowed[facet][document]) continue;
      which = facet + 1;
      failed++;
    }
    state[document] = failed > 1 ? 0 : which;
  }
  return state;
}

/**
 * @param {import("./shards.js").Index} index
 * @param {Int32Array} scores
 * @param {Record<string, string[]>} filters slugs by facet
 */
export async function filtered(index, scores, filters) {
  const facets = Object.keys(filters).filter((facet) => filters[facet].length);
  const allowed = await Promise.all(
    facets.map(async (facet) => {
      const passes = new Uint8Array(index.size);
      if (!index.frame.facets[facet]) return passes;
      const columns = await index.column(facet);
      index.frame.facets[facet][3].forEach(([slug], place) => {
        if (filters[facet].includes(slug)) for (const document of columns[place]) passes[document] = 1;
      });
      return passes;
    }),
  );
  const state = passing(scores, allowed);
  const totals = new Uint32Array(256);
  for (const how of state) totals[how]++;
  return { facets, allowed, state, totals, total: totals[ALL] };
}

/** Marks the matching documents that the fewest filters keep out, and counts all that match. */
export function nearly(scores, { allowed, state }) {
  const failures = (document) => allowed.reduce((sum, passes) => sum + !passes[document], 0);
  let fewest = Infinity;
  let total = 0;
  for (let document = 0; document < scores.length; document++) {
    if (scores[document] < 0) continue;
    total++;
    fewest = Math.min(fewest, failures(document));
  }
  for (let document = 0; total && document < scores.length; document++) {
    if (scores[document] >= 0 && failures(document) === fewest) state[document] = NEARLY;
  }
  return { place: NEARLY, total };
}

/** Counts of a facet's values, in the frame's order; the facet's own filter does not narrow them. */
export async function counts(index, { facets, state }, facet) {
  const own = facets.indexOf(facet) + 1 || ALL;
  return (await index.column(facet)).map((documents) => {
    let count = 0;
    for (const document of documents) if (state[document] === ALL || state[document] === own) count++;
    return count;
  });
}

/**
 * The documents in a state, best first, as far as `end`.
 * @param {import("./shards.js").Index} index
 * @param {Int32Array} scores
 * @param {Uint8Array} state
 * @param {number} wanted the state
 * @param {ArrayLike<number> | undefined} order a number for each document, the least first, before all else
 * @param {number} end how many are needed
 * @returns {number[]}
 */
export function best(index, scores, state, wanted, order, end) {
  const seed = mixed(Number(index.asOf.replaceAll("-", "")));
  const before = (one, other) =>
    (order ? order[one] - order[other] : 0) ||
    scores[other] - scores[one] ||
    index.ranks[other] - index.ranks[one] ||
    mixed(one ^ seed) - mixed(other ^ seed);
  const found = [];
  for (let document = 0; document < state.length; document++) {
    if (state[document] !== wanted) continue;
    if (found.length === end && before(document, found[end - 1]) >= 0) continue;
    let low = 0;
    let high = found.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(document, found[middle]) < 0) high = middle;
      else low = middle + 1;
    }
    found.splice(low, 0, document);
    if (found.length > end) found.pop();
  }
  return found;
}

export const PASSED = ALL;

/** Kilometres between two points in degrees. */
function kilometres(north, east, otherNorth, otherEast) {
  const turn = Math.PI / 180;
  const half =
    Math.sin(((otherNorth - north) * turn) / 2) ** 2 +
    Math.cos(north * turn) * Math.cos(otherNorth * turn) * Math.sin(((otherEast - east) * turn) / 2) ** 2;
  return 12742 * Math.asin(Math.sqrt(half));
}

/** Kilometres from a place to the nearest point of each document; Infinity where none is known. */
export async function distances(index, [north, east]) {
  const { counts: points, points: where } = await index.positions();
  let at = 0;
  return Float64Array.from(points, (count) => {
    let nearest = Infinity;
    for (; count > 0; count--, at += 2) {
      nearest = Math.min(nearest, kilometres(north, east, where[at], where[at + 1]));
    }
    return nearest;
  });
}
