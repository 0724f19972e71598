// The state of a search in the address: ?q=&country=&…&sort=&page=, a repeated key meaning "or". What others add to an
// address (a campaign, a newsletter) is not the search's and narrows nothing.

export const SORTS = ["relevance", "name", "level", "newest", "nearest"];
const FACETS = ["country", "industry", "technology", "level", "program", "language", "type"];

/** @typedef {{query: string, filters: Record<string, string[]>, sort: string, page: number}} State */

/** @param {string} search the query part of an address @returns {State} */
export function readState(search) {
  const given = new URLSearchParams(search);
  const filters = {};
  for (const facet of FACETS) {
    const values = [...new Set(given.getAll(facet).filter(Boolean))];
    if (values.length) filters[facet] = values;
  }
  const sort = given.get("sort") ?? "";
  return {
    query: given.get("q") ?? "",
    filters,
    sort: SORTS.includes(sort) ? sort : "relevance",
    page: Math.max(1, Math.floor(Number(given.get("page"))) || 1),
  };
}

/** The query part of a state's address; what is as at first is left out. @param {State} state */
export function writeState({ query, filters, sort, page }) {
  const written = new URLSearchParams();
  if (query.trim()) written.set("q", query);
  for (const [facet, slugs] of Object.entries(filters)) for (const slug of slugs) written.append(facet, slug);
  if (sort !== "relevance") written.set("sort", sort);
  if (page > 1) written.set("page", String(page));
  const text = written.toString().replaceAll("%3A", ":");
  return text ? `?${text}` : location.pathname;
}

/** The state with a filter added, or without it. @param {State} state */
export function toggled(state, facet, slug) {
  const chosen = state.filters[facet] ?? [];
  const slugs = chosen.includes(slug) ? chosen.filter((other) => other !== slug) : [...chosen, slug];
  const { [facet]: _, ...others } = state.filters;
  return { ...state, filters: slugs.length ? { ...others, [facet]: slugs } : others, page: 1 };
}
