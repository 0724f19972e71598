// Reading the index: manifest, dictionary, postings, columns, cards; each file at most once.
import { Bytes, crc32, load, nameOf, unpacked } from "./bytes.js";

export const HASH = 8;
const FEW = 8;

/** The first place in a sorted list that is not before a key. @returns {number} */
export function lowerBound(list, key) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The number of the shard in whose range a word lies. */
function shardOf(keys, word) {
  const place = lowerBound(keys, word);
  return Math.max(0, keys[place] === word ? place : place - 1);
}

/** The numbers of the shards that hold words with a beginning. */
function span(keys, prefix) {
  if (!keys[0]) return [];
  const first = shardOf(keys, prefix);
  const end = lowerBound(keys, `${prefix}\u{10ffff}`);
  return Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place);
}

/**
 * @typedef {{documents: number, name: string, leaders?: string, slot?: number, postings?: Postings, fields?: Uint8Array,
 *   words: string[]}} Stem `name` and `leaders` are those of its files, `slot` is its place among the stems of the latter
 * @typedef {{documents: Uint32Array, impacts: Uint32Array, fields?: string}} Postings
 */

/** A built index. */
export class Index {
  /** @param {string} base address of the folder `search/`, with a slash at the end */
  static async open(base) {
    const answer = await fetch(`${base}manifest.json`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status} ${base}`);
    return new Index(base, await answer.json());
  }

  constructor(base, { as_of: asOf, documents, frame }) {
    this.base = base;
    this.asOf = asOf;
    this.size = documents;
    this.frame = frame;
    this.files = new Map();
    this.columns = new Map();
    this.stops = new Set(frame.stops.split(" "));
    this.termKeys = frame.terms[0].split("\n");
    this.typoKeys = frame.typos[0].split("\n");
    if (frame.columns) this.files.set("v.bin", unpacked(Uint8Array.from(atob(frame.columns), (c) => c.charCodeAt(0)).buffer));
  }

  /** Something made of a file, made once. @template T @param {(content: Uint8Array) => T} make @returns {Promise<T>} */
  once(kind, name, make = (content) => content) {
    const file = `${kind}${name}.bin`;
    if (!this.files.has(file)) {
      const made = load(this.base + file).then(make);
      made.catch(() => this.files.delete(file));
      this.files.set(file, made);
    }
    return this.files.get(file);
  }

  file(kind, name) {
    return this.once(kind, name);
  }

  termShard(number) {
    return this.once("t", this.frame.terms[1].substr(HASH * number, HASH), (content) => termShard(content, this.frame.inline));
  }

  /** The stem of a word that stands in the dictionary as it is. @returns {Promise<Stem | undefined>} */
  async stem(word) {
    if (!this.size) return undefined;
    const shard = await this.termShard(shardOf(this.termKeys, word));
    const place = lowerBound(shard.words, word);
    return shard.words[place] === word ? shard.stems[place] : undefined;
  }

  /** All words with a beginning, and their stems. @returns {Promise<[string, Stem][]>} */
  async beginningWith(prefix) {
    const shards = await Promise.all(span(this.termKeys, prefix).map((number) => this.termShard(number)));
    const found = [];
    for (const shard of shards) {
      let place = lowerBound(shard.words, prefix);
      for (; shard.words[place]?.startsWith(prefix); place++) found.push([shard.words[place], shard.stems[place]]);
    }
    return found;
  }

  /** All keys of the typo shards with a beginning, and about how many documents each has. */
  async typosWith(prefix) {
    const names = span(this.typoKeys, prefix).map((number) => this.frame.typos[1].substr(HASH * number, HASH));
    const found = [];
    for (const bytes of await Promise.all(names.map((name) => this.file("y", name)))) {
      const cursor = new Bytes(bytes);
      const keys = cursor.text(cursor.number()).split("\n");
      const counts = cursor.numbers(keys.length);
      keys.forEach((key, place) => key.startsWith(prefix) && found.push([key, counts[place]]));
    }
    return found;
  }

  /** @param {Stem} stem @returns {Promise<Postings>} */
  async postings(stem) {
    stem.postings ??= await this.once("p", stem.name, (content) => {
      const cursor = new Bytes(content);
      const fields = nameOf(cursor.take(5));
      const count = cursor.number();
      return { fields, documents: cursor.rising(count), impacts: cursor.impacts(count) };
    });
    return stem.postings;
  }

  /** In which fields a stem stands in a document, one bit each. @param {Stem} stem */
  async fieldsOf(stem, document) {
    const postings = await this.postings(stem);
    const fields = stem.fields ?? (await this.file("f", postings.fields));
    return fields[lowerBound(postings.documents, document)];
  }

  /** The documents whose name is exactly these words, in any order. @param {string[]} words */
  async named(words) {
    if (!this.size) return [];
    const sum = crc32([...words].sort().join(" "));
    const numbers = new Set(words.map((word) => shardOf(this.termKeys, word)));
    const shards = await Promise.all([...numbers].map((number) => this.termShard(number)));
    return shards.flatMap((shard) => shard.names.get(sum) ?? []);
  }

  /** The documents of each value of a facet, in the frame's order. @returns {Promise<Uint32Array[]>} */
  async column(facet) {
    const [file, begin, end, values] = this.frame.facets[facet];
    const content = await this.file("v", file);
    if (!this.columns.has(facet)) {
      const cursor = new Bytes(content.subarray(begin, end));
      this.columns.set(
        facet,
        values.map(() => cursor.rising(cursor.number())),
      );
    }
    return this.columns.get(facet);
  }

  /** The level rank of each document, 0 for none. @returns {Promise<Uint8Array>} */
  async ranked() {
    const { levels } = this.frame;
    const ranks = new Uint8Array(this.size);
    const columns = levels.length ? await this.column("level") : [];
    columns.forEach((documents, place) => {
      for (const document of documents) ranks[document] = Math.max(ranks[document], levels[place][3]);
    });
    return (this.ranks ??= ranks);
  }

  /** For each document its place by name, or by age (the newest first, unknown last). */
  async order(sort) {
    const content = await this.file("s", this.frame[sort]);
    if (sort === "newest") return new Bytes(content).numbers(this.size).map((age) => age || 0xffffffff);
    const places = new Uint32Array(this.size);
    for (let at = 0; at < content.length; at++) places[at % this.size] += content[at] * 0x100 ** Math.floor(at / this.size);
    return places;
  }

  /** Positions: how many points each document has, then latitude and longitude of all points, in degrees. */
  async positions() {
    const cursor = new Bytes(await this.file("s", this.frame.positions));
    const counts = cursor.numbers(this.size);
    const points = new Float32Array(2 * counts.reduce((sum, count) => sum + count, 0));
    const last = [0, 0];
    for (let place = 0; place < points.length; place++) {
      const step = cursor.number();
      last[place & 1] += step & 1 ? -(step + 1) / 2 : step / 2;
      points[place] = last[place & 1] / 100;
    }
    return { counts, points };
  }

  /** The directory's cities: [label, latitude, longitude, listings]. */
  async cities() {
    return this.once("s", this.frame.cities, (content) => JSON.parse(new TextDecoder().decode(content)));
  }
}

/** @param {Uint8Array} content @returns {{words: string[], stems: Stem[], names: Map<number, number[]>}} */
function termShard(content, limit) {
  const cursor = new Bytes(content);
  const words = cursor.text(cursor.number()).split("\n");
  let distinct = 0;
  const slots = words.map(() => {
    const back = cursor.number();
    return back ? distinct - back : distinct++;
  });
  const counts = cursor.numbers(distinct);
  /** @type {Stem[]} */
  const stems = Array.from(counts, (documents) => ({
    documents,
    name: documents > limit ? nameOf(cursor.take(5)) : "",
    words: [],
  }));
  const files = Array.from({ length: cursor.number() }, () => nameOf(cursor.take(5)));
  const led = stems.filter((stem) => stem.documents > FEW);
  for (const stem of led) stem.leaders = files[cursor.number()];
  for (const stem of led) stem.slot = cursor.number();
  const inline = stems.filter((stem) => !stem.name);
  const documents = inline.map((stem) => cursor.rising(stem.documents));
  const total = inline.reduce((sum, stem) => sum + stem.documents, 0);
  const impacts = cursor.impacts(total);
  const fields = cursor.take(total);
  let from = 0;
  inline.forEach((stem, place) => {
    const end = from + stem.documents;
    stem.postings = { documents: documents[place], impacts: impacts.subarray(from, end) };
    stem.fields = fields.subarray(from, end);
    from = end;
  });
  words.forEach((word, place) => stems[slots[place]].words.push(word));
  const names = new Map();
  const count = cursor.number();
  const sums = Array.from({ length: count }, () => new DataView(cursor.take(4).slice().buffer).getUint32(0));
  for (const sum of sums) names.set(sum, [...(names.get(sum) ?? []), cursor.number()]);
  return { words, stems: slots.map((slot) => stems[slot]), names };
}
