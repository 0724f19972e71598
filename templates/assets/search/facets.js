// The filters beside the results: groups of values with counts, and the chosen ones as chips.
import { element } from "./view.js";
import { count, say } from "./words.js";

const SHOWN = 8;
const REMEMBERED = "search-groups";

/** Which groups are open: as remembered, else as the index says. */
function remembered(open) {
  try {
    return new Set(JSON.parse(localStorage.getItem(REMEMBERED)) ?? open);
  } catch {
    return new Set(open);
  }
}

/** A level with its program's name, since two programs may use one word. */
function withProgram([slug, label, ...rest], programs = []) {
  const program = programs.find(([value]) => value === slug.split(":")[0]);
  return [slug, program ? `${label}, ${program[1]}` : label, ...rest];
}

/** The groups of one search page. */
export class Facets {
  /**
   * @param {HTMLElement} place whose sections `[data-facet]` name and order the groups
   * @param {{facets: Record<string, [string, string, number, number][]>, open: string[]}} known
   * @param {{toggle: (facet: string, slug: string) => void, opened: () => void}} use
   */
  constructor(place, { facets, open }, use) {
    this.facets = { ...facets, level: facets.level?.map((value) => withProgram(value, facets.program)) };
    this.use = use;
    this.wide = new Set();
    this.open = remembered(open);
    this.rows = new Map();
    this.groups = new Map();
    for (const section of place.querySelectorAll("[data-facet]")) {
      const facet = section.dataset.facet;
      if (facets[facet]) this.groups.set(facet, this.group(facet, section.querySelector("h2").textContent));
    }
    this.place = place;
  }

  group(facet, title) {
    const chosen = element("span", { class: "facet-chosen" });
    const list = element("ul", { class: "facet-values", "aria-label": title });
    const more = element("button", { type: "button", class: "facet-more", click: () => this.widen(facet) });
    const root = element(
      "details",
      { class: "facet", "data-facet": facet, open: this.open.has(facet), toggle: () => this.toggled(facet) },
      element("summary", {}, element("h2", {}, title), chosen),
      list,
      more,
    );
    return { root, list, more, chosen, title };
  }

  toggled(facet) {
    const is = this.groups.get(facet).root.open;
    if (is === this.open.has(facet)) return;
    if (is) this.open.add(facet);
    else this.open.delete(facet);
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify([...this.open]));
    } catch {
      // Storage may be forbidden; the choice then lasts for this page.
    }
    if (is) this.use.opened();
  }

  widen(facet) {
    if (!this.wide.delete(facet)) this.wide.add(facet);
    this.draw(facet);
  }

  /** The facets whose counts are wanted. */
  get counted() {
    return [...this.groups.keys()].filter((facet) => this.open.has(facet));
  }

  /** @param {string} facet @param {string} slug */
  label(facet, slug) {
    return this.facets[facet]?.find(([value]) => value === slug)?.[1] ?? slug;
  }

  /** @param {Record<string, number[]>} counts @param {Record<string, string[]>} filters */
  show(counts, filters) {
    if (this.counts === undefined) this.place.replaceChildren(...[...this.groups.values()].map((group) => group.root));
    this.counts = counts;
    this.filters = filters;
    for (const facet of this.groups.keys()) this.draw(facet);
  }

  draw(facet) {
    const { root, list, more, chosen } = this.groups.get(facet);
    const picked = new Set(this.filters[facet]);
    chosen.textContent = picked.size ? count(picked.size) : "";
    const counts = this.counts[facet];
    if (!counts) return;
    const values = this.facets[facet].map(([slug, label], place) => ({ slug, label, number: counts[place] }));
    const live = values.filter(({ slug, number }) => number || picked.has(slug)).sort((a, b) => b.number - a.number);
    const wide = this.wide.has(facet);
    const shown = live.filter(({ slug }, place) => wide || place < SHOWN || picked.has(slug));
    const rows = shown.map((value) => this.row(facet, value, picked.has(value.slug)));
    if (rows.length !== list.children.length || rows.some((row, place) => row !== list.children[place])) {
      const focused = list.contains(document.activeElement) && document.activeElement;
      list.replaceChildren(...rows);
      if (focused) focused.focus();
    }
    root.hidden = !live.length && !root.contains(document.activeElement);
    more.hidden = live.length <= SHOWN;
    more.textContent = wide ? say("fewer") : say("more", { num: live.length });
  }

  row(facet, { slug, label, number }, picked) {
    const key = `${facet}=${slug}`;
    if (!this.rows.has(key)) {
      const box = element("input", { type: "checkbox", change: () => this.use.toggle(facet, slug) });
      const tally = element("span", { class: "count" });
      const root = element("li", {}, element("label", {}, box, element("span", {}, label), " ", tally));
      this.rows.set(key, { root, box, tally });
    }
    const { root, box, tally } = this.rows.get(key);
    box.checked = picked;
    tally.textContent = count(number);
    return root;
  }

  /** Buttons that take chosen filters away again. @param {Record<string, string[]>} filters */
  chips(filters) {
    return Object.entries(filters).flatMap(([facet, slugs]) =>
      slugs.map((slug) => {
        const label = this.label(facet, slug);
        const remove = { type: "button", class: "chip", "aria-label": say("remove", { filter: label }), click: () => this.use.toggle(facet, slug) };
        return element("li", {}, element("button", remove, element("span", {}, label), element("span", { "aria-hidden": "true" }, "×")));
      }),
    );
  }
}
