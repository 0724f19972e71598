// The search page: the state is in the address; every change of it asks the engine and draws the answer.
import { Client } from "./client.js";
import { Facets } from "./facets.js";
import { nearRow } from "./near.js";
import { resultsOf } from "./results.js";
import { Sheet } from "./sheet.js";
import { SORTS, readState, toggled, writeState } from "./state.js";
import { element } from "./view.js";
import { say } from "./words.js";

export class SearchPage {
  /** @param {HTMLElement} place `[data-search]` @param {HTMLFormElement} form the header's */
  constructor(place, form) {
    const folder = new URL("./", form.action).href;
    this.root = new URL("../", folder).href;
    this.place = place;
    this.client = new Client(folder);
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.beside = place.querySelector("[data-search-facets]");
    this.asked = 0;
    this.committed = true;
    this.furnish(place);
    this.listen();
    this.restore();
  }

  furnish(place) {
    this.title = document.title;
    this.status = element("p", { class: "found", role: "status", tabindex: -1 });
    this.chips = element("ul", { class: "chips chosen", "aria-label": say("chosen"), hidden: true });
    this.drawn = element("div", { class: "found-results" });
    const options = SORTS.map((name) => element("option", { value: name }, say(name === "nearest" ? "nearestSort" : name)));
    this.sort = element(
      "select",
      { id: "sort", change: () => this.go({ ...this.state, sort: this.sort.value, page: 1 }) },
      ...options,
    );
    this.sheet = new Sheet(this.beside);
    this.nearby = nearRow(this.client, (where) => {
      this.near = where;
      this.go({ ...this.state, sort: "nearest", page: 1 });
    });
    const sorting = element("div", { class: "sort" }, element("label", { for: "sort" }, say("sort")), this.sort);
    this.bar = element("div", { class: "found-bar" }, this.status, this.sheet.opener, sorting);
    place.querySelector("[data-search-results]").replaceChildren(this.bar, this.nearby.root, this.chips, this.drawn);
    place.append(this.sheet.root);
  }

  /** Asks for the state and draws the answer, unless a later question overtook it. */
  async show() {
    const number = ++this.asked;
    const { query, filters, sort, page } = this.state;
    this.sort.value = sort;
    this.nearby.root.hidden = sort !== "nearest";
    try {
      this.facets ??= new Facets(this.beside, await this.client.ask("facets"), {
        toggle: (facet, slug) => this.go(toggled(this.state, facet, slug)),
        opened: () => this.show(),
      });
      const question = { query, filters, sort, page, near: this.near?.slice(1), counted: this.facets.counted };
      const answer = await this.client.ask("search", question);
      if (number === this.asked) this.draw(answer);
    } catch {
      if (number === this.asked) this.fail();
    }
  }

  fail() {
    if (this.place.dataset.search !== "ready") this.place.dataset.search = "failed";
    this.status.textContent = say("failed");
    const again = element("button", { type: "button", class: "tool", click: () => this.show() }, say("again"));
    const browse = element("a", { href: `${this.root}partners/` }, say("browse"));
    this.drawn.replaceChildren(element("div", { class: "nothing" }, element("p", {}, `${say("failedHints")} `, browse), again));
  }

  draw(answer) {
    this.state = { ...this.state, page: answer.page };
    const { query, filters } = this.state;
    const clear = () => this.go({ ...this.state, filters: {}, page: 1 });
    const held = this.held();
    document.title = query.trim() ? `${query.trim()} – ${this.title}` : this.title;
    this.status.textContent = say("found", { num: answer.total });
    this.facets.show(answer.counts, filters);
    const chips = this.facets.chips(filters);
    this.chips.replaceChildren(...chips);
    if (chips.length > 1 && answer.total) {
      this.chips.append(element("li", {}, element("button", { type: "button", class: "chips-clear", click: clear }, say("clear"))));
    }
    this.chips.hidden = !chips.length;
    this.sheet.say(chips.length, answer.total);
    const { [answer.repair?.facet]: _, ...others } = filters;
    const use = {
      root: this.root,
      client: this.client,
      address: (page) => writeState({ ...this.state, page }),
      label: (facet, slug) => this.facets.label(facet, slug),
      drop: () => this.go({ ...this.state, filters: others, page: 1 }),
      clear,
    };
    this.drawn.replaceChildren(...resultsOf(answer, this.state, use));
    this.place.classList.toggle("bare", !answer.total && !chips.length);
    this.place.dataset.search = "ready";
    if (held !== undefined) (chips[Math.min(held, chips.length - 1)]?.firstChild ?? this.status).focus();
    document.dispatchEvent(new CustomEvent("cards-drawn"));
  }

  /** Where the focus stands that drawing would lose: the place of a chip, -1 in the results, undefined elsewhere. */
  held() {
    if (this.drawn.contains(document.activeElement)) return -1;
    const place = [...this.chips.children].findIndex((chip) => chip.contains(document.activeElement));
    return place < 0 ? undefined : place;
  }

  /** Takes a new state and puts it into the address. @param {boolean} [typing] while typing the entry is replaced */
  async go(next, typing = false) {
    const turned = next.page !== this.state.page && next.page > 1;
    if (!typing) this.remember();
    this.state = next;
    this.committed = !typing;
    this.enter(typing ? "replaceState" : "pushState", { near: this.near }, writeState(next));
    await this.show();
    if (!turned || typing) return;
    this.bar.scrollIntoView();
    this.drawn.querySelector("a")?.focus({ preventScroll: true });
  }

  /** Keeps the scroll position with the entry of the history that is being left. */
  remember() {
    this.enter("replaceState", { ...history.state, scroll: scrollY });
  }

  /** Some browsers refuse a hundred entries in a few seconds; the address then follows with a later change. */
  enter(how, kept, address) {
    try {
      history[how](kept, "", address);
    } catch {
      // The answer does not depend on it.
    }
  }

  async restore() {
    this.state = readState(location.search);
    this.input.value = this.state.query;
    this.near = history.state?.near;
    this.nearby.show(this.near);
    this.committed = true;
    await this.show();
    if (history.state?.scroll) scrollTo(0, history.state.scroll);
  }

  /** The first letter begins an entry of its own, so that Back leads to what stood before. */
  async typed() {
    const answered = this.go({ ...this.state, query: this.input.value, page: 1 }, !this.committed);
    this.committed = false;
    await answered;
  }

  /** Answers what is typed; keys that come in the meantime wait, and the last of them is answered next. */
  async typing() {
    this.stale = true;
    if (this.busy) return;
    this.busy = true;
    while (this.stale) {
      this.stale = false;
      await this.typed();
    }
    this.busy = false;
  }

  listen() {
    history.scrollRestoration = "manual";
    addEventListener("popstate", () => this.restore());
    addEventListener("pagehide", () => this.remember());
    this.input.addEventListener("input", () => this.typing());
    this.input.addEventListener("change", () => (this.committed = true));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.input.value) return;
      event.preventDefault();
      this.input.value = "";
      this.typed();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.input.value !== this.state.query) this.typed();
      this.committed = true;
    });
    this.drawn.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[data-page]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.go({ ...this.state, page: Number(link.dataset.page) });
    });
  }
}
