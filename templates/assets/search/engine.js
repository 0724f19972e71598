// Answers questions to the index: results, counts, corrections, what to drop when nothing is found, and why.
import { cardsOf } from "./cards.js";
import { fold } from "./fold.js";
import { EXACT_NAME, match } from "./matching.js";
import { PASSED, best, counts, distances, filtered, nearly } from "./ranking.js";
import { Index } from "./shards.js";

export const PAGE = 10;
const NEAREST_MATCHES = 3;

/**
 * @typedef {{query: string, filters?: Record<string, string[]>, sort?: string, page?: number, size?: number,
 *   counted?: string[], near?: [number, number]}} Question `counted` are the facets whose counts are wanted
 */
export class Engine {
  /** @param {string} base address of the folder `search/` */
  constructor(base) {
    this.base = base;
  }

  /** The index; opened anew after a failure, since the site may have been replaced. @returns {Promise<Index>} */
  open() {
    this.index ??= Index.open(this.base);
    this.index.catch(() => (this.index = undefined));
    return this.index;
  }

  /** Runs a question, and once more on a fresh index where a file is gone. */
  async run(name, question) {
    try {
      return await this[name](question);
    } catch {
      this.index = undefined;
      return this[name](question);
    }
  }

  /** What the page needs before any question: facets with their values, and which groups are open at first. */
  async facets() {
    const { frame, size } = await this.open();
    const facets = Object.fromEntries(Object.entries(frame.facets).map(([facet, [, , , values]]) => [facet, values]));
    return { facets, open: frame.open, documents: size };
  }

  /** The answer to a question; where there are fewer pages than it asks for, with the last. @param {Question} question */
  async search({ query, filters = {}, sort = "relevance", page = 1, size = PAGE, counted = [], near }) {
    const index = await this.open();
    const ranked = index.ranked();
    ranked.catch(() => {});
    const wanted = counted.filter((facet) => index.frame.facets[facet]);
    for (const facet of [...wanted, ...Object.keys(filters)]) {
      if (index.frame.facets[facet]) index.column(facet).catch(() => {});
    }
    const matches = await match(index, query);
    const found = await filtered(index, matches.scores, filters);
    const away = near && sort === "nearest" ? await distances(index, near) : undefined;
    await ranked;
    const order = away ?? (await orderOf(index, sort));
    const at = Math.min(page, Math.max(1, Math.ceil(found.total / size)));
    const shown = best(index, matches.scores, found.state, PASSED, order, at * size).slice((at - 1) * size);
    const tallies = await Promise.all(wanted.map((facet) => counts(index, found, facet)));
    const repair = found.total ? undefined : repaired(matches, found, filters);
    const besides = repair ? best(index, matches.scores, found.state, repair.place, order, NEAREST_MATCHES) : [];
    const [results, nearest] = await Promise.all([
      cards(index, shown, matches, away),
      cards(index, besides, matches, away),
    ]);
    return {
      query,
      total: found.total,
      page: at,
      results,
      counts: Object.fromEntries(wanted.map((facet, place) => [facet, tallies[place]])),
      corrected: shown.length || besides.length ? corrected(matches, shown[0] ?? besides[0]) : undefined,
      dropped: matches.dropped,
      repair: repair && { ...repair, results: nearest },
      marks: [...new Set(matches.readings.flatMap(({ taken }) => taken.flatMap(([, stem]) => stem.words)))],
    };
  }

  /** Why a document was found: for each word what it was taken for, its weight and its fields, one bit each. */
  async why({ query, document }) {
    const index = await this.open();
    const { readings, scores } = await match(index, query);
    const words = await Promise.all(
      readings.map(async ({ taken, impacts, best: places }) => {
        const [form, stem] = taken[places[document]];
        return { form, weight: impacts[document], fields: await index.fieldsOf(stem, document) };
      }),
    );
    return { words: words.filter(({ weight }) => weight), exact: scores[document] >= EXACT_NAME };
  }

  /** The directory's cities in whose name every word begins one, first those that begin so. @param {{text: string}} question */
  async places({ text }) {
    const begun = lettersOf(text);
    if (!begun.length) return [];
    const named = (await (await this.open()).cities()).map((city) => [lettersOf(city[0]), city]);
    const found = named.filter(([words]) => begun.every((start) => words.some((word) => word.startsWith(start))));
    const [first, later] = [true, false].map((is) => found.filter(([words]) => words.join(" ").startsWith(begun.join(" ")) === is));
    return [...first, ...later].slice(0, 8).map(([, city]) => city);
  }
}

/** The words of a place, however they are set apart. */
function lettersOf(place) {
  return fold(place).match(/[\p{L}\p{N}]+/gu) ?? [];
}

async function orderOf(index, sort) {
  if (sort === "level") return index.ranks.map((rank) => 255 - rank);
  return sort === "name" || sort === "newest" ? index.order(sort) : undefined;
}

async function cards(index, documents, { scores, readings }, away) {
  const stems = new Set(readings.flatMap(({ taken }) => taken.map(([, stem]) => stem)));
  return (await cardsOf(index, documents, [...stems])).map((card, place) => ({
    ...card,
    document: documents[place],
    score: scores[documents[place]],
    kilometres: away && Number.isFinite(away[documents[place]]) ? away[documents[place]] : undefined,
  }));
}

/** The one filter to drop, and how many results that would give; where no single one helps, all filters. */
function repaired({ scores }, found, filters) {
  const { facets, totals } = found;
  const counted = facets.map((facet, place) => ({ facet, slugs: filters[facet], place: place + 1, total: totals[place + 1] }));
  const [first] = counted.sort((one, other) => other.total - one.total);
  if (first?.total) return first;
  const all = nearly(scores, found);
  return all.total ? all : undefined;
}

/** The query as it was answered, with the words that the first result has for the mistyped ones. */
function corrected({ spoken, readings, dropped }, document) {
  const mended = new Map(readings.filter((r) => r.mended).map((r) => [r.word, r.taken[r.best[document]][0]]));
  const answered = spoken.filter((word) => !dropped.includes(word));
  return mended.size ? answered.map((word) => mended.get(word) ?? word).join(" ") : undefined;
}
