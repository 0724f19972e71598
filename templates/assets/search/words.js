// What the client says. The build puts the words of the site's language in the place of each `gettext` and `ngettext`
// (generator/search/scripts.py).

const WORDS = {
  found: ngettext("%(num)s partner", "%(num)s partners"),
  nothing: gettext("No partner matches"),
  nothingFor: gettext("No partner matches “%(query)s”."),
  corrected: gettext("Showing results for"),
  dropped: gettext("No partner has all of these words. Left out:"),
  repair: ngettext(
    "Without the filter “%(filter)s” there is %(num)s partner.",
    "Without the filter “%(filter)s” there are %(num)s partners.",
  ),
  repairAll: ngettext("Without filters there is %(num)s partner.", "Without filters there are %(num)s partners."),
  repairDo: gettext("Drop this filter"),
  clear: gettext("Clear all filters"),
  nearest: gettext("The nearest matches"),
  hints: gettext("Check the spelling, use fewer or more general words, or browse:"),
  browse: gettext("All partners, A to Z"),
  filters: gettext("Filters"),
  show: ngettext("Show %(num)s partner", "Show %(num)s partners"),
  close: gettext("Close"),
  chosen: gettext("Chosen filters"),
  remove: gettext("Remove %(filter)s"),
  more: gettext("Show all %(num)s"),
  fewer: gettext("Show fewer"),
  sort: gettext("Sort by"),
  relevance: gettext("Relevance"),
  name: gettext("Name"),
  level: gettext("Level"),
  newest: gettext("Newest"),
  nearestSort: gettext("Nearest"),
  place: gettext("Near which place?"),
  here: gettext("Use my location"),
  hereIs: gettext("your location"),
  noPlace: gettext("The browser gives no location. Type a place instead."),
  noCity: gettext("No partner has an office in a place of this name. Try a larger city near it, or a country."),
  measured: gettext("Distances from %(place)s. Nothing is sent anywhere."),
  kilometres: gettext("nearest office %(num)s km"),
  why: gettext("Why this result?"),
  exact: gettext("The name is exactly what you typed"),
  in: gettext("%(word)s: in its %(fields)s"),
  fields: [
    gettext("name"),
    gettext("former name"),
    gettext("solutions"),
    gettext("expertise"),
    gettext("place or languages"),
    gettext("tagline"),
    gettext("services"),
    gettext("description"),
  ],
  pages: gettext("Pages"),
  page: gettext("Page %(num)s"),
  previous: gettext("Previous"),
  next: gettext("Next"),
  technologies: gettext("Technologies"),
  suggestions: gettext("Suggestions"),
  all: ngettext("Show the one result", "Show all %(num)s results"),
  failed: gettext("The search could not be loaded"),
  failedHints: gettext("Check the connection and try again, or browse:"),
  again: gettext("Try again"),
};

const language = globalThis.document?.documentElement.lang || "en";
const numbers = new Intl.NumberFormat(language);
const plural = new Intl.PluralRules(language);

/** A number as the page's language writes it. @param {number} number */
export function count(number) {
  return numbers.format(number);
}

/** @param {string} key @param {Record<string, string | number>} [values] for each `%(name)s` in the words */
export function say(key, values = {}) {
  const entry = WORDS[key];
  const text = typeof entry === "string" ? entry : (entry[plural.select(values.num)] ?? entry.other);
  return text.replace(/%\((\w+)\)s/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? count(value) : value;
  });
}

/** The names of the fields in a mask, one bit each. @param {number} mask */
export function fieldNames(mask) {
  return new Intl.ListFormat(language).format(WORDS.fields.filter((_, bit) => mask & (1 << bit)));
}
