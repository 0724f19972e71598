// What the client says. A page in another language gives its own words as JSON in `data-search-words`.

const WORDS = {
  found: { one: "%n partner", other: "%n partners" },
  nothing: "No partner matches",
  nothingFor: "No partner matches “%q”.",
  corrected: "Showing results for",
  dropped: "No partner has all of these words. Left out:",
  repair: { one: "Without the filter %f there is %n partner", other: "Without the filter %f there are %n partners" },
  repairAll: { one: "Without filters there is %n partner", other: "Without filters there are %n partners" },
  repairDo: "Drop this filter",
  clear: "Clear all filters",
  nearest: "The nearest matches",
  hints: "Check the spelling, use fewer or more general words, or browse:",
  browse: "All partners, A to Z",
  filters: "Filters",
  show: { one: "Show %n partner", other: "Show %n partners" },
  close: "Close",
  chosen: "Chosen filters",
  remove: "Remove %f",
  more: "Show all %n",
  fewer: "Show fewer",
  sort: "Sort by",
  relevance: "Relevance",
  name: "Name",
  level: "Level",
  newest: "Newest",
  nearestSort: "Nearest",
  place: "Near which place?",
  here: "Use my location",
  hereIs: "your location",
  noPlace: "The browser gives no location. Type a place instead.",
  noCity: "No partner has an office in a place of this name.",
  measured: "Distances from %p. Nothing is sent anywhere.",
  kilometres: "nearest office %n km",
  why: "Why this result?",
  exact: "The name is exactly what you typed",
  in: "%w: in its %f",
  fields: ["name", "former name", "solutions", "expertise", "place or languages", "tagline", "services", "description"],
  pages: "Pages",
  page: "Page %n",
  previous: "Previous",
  next: "Next",
  technologies: "Technologies",
  suggestions: "Suggestions",
  all: { one: "Show the one result", other: "Show all %n results" },
  failed: "The search could not be loaded. Check the connection and try again; the lists lead to every partner too.",
};

const given = globalThis.document?.querySelector("[data-search-words]")?.dataset.searchWords;
const words = given ? { ...WORDS, ...JSON.parse(given) } : WORDS;
const language = globalThis.document?.documentElement.lang || "en";
const numbers = new Intl.NumberFormat(language);
const plural = new Intl.PluralRules(language);

/** A number as the page's language writes it. @param {number} number */
export function count(number) {
  return numbers.format(number);
}

/** @param {string} key @param {Record<string, string | number>} [values] a letter for each `%` in the words */
export function say(key, values = {}) {
  const entry = words[key];
  const text = typeof entry === "string" ? entry : (entry[plural.select(values.n)] ?? entry.other);
  return text.replace(/%([a-z])/g, (_, letter) => {
    const value = values[letter];
    return typeof value === "number" ? count(value) : value;
  });
}

/** The names of the fields in a mask, one bit each. @param {number} mask */
export function fieldNames(mask) {
  return new Intl.ListFormat(language).format(words.fields.filter((_, bit) => mask & (1 << bit)));
}
