// The filters on a small screen: a sheet that opens over the results.
import { element } from "./view.js";
import { say } from "./words.js";

export class Sheet {
  /** @param {HTMLElement} facets the element that moves into the sheet while it is open */
  constructor(facets) {
    this.facets = facets;
    this.home = document.createComment("facets");
    this.opener = element("button", { type: "button", class: "tool filters-open", click: () => this.open() }, say("filters"));
    this.done = element("button", { type: "button", class: "action", click: () => this.root.close() });
    this.root = element("dialog", { class: "sheet", "aria-label": say("filters"), close: () => this.closed() });
  }

  open() {
    const close = element("button", { type: "button", class: "tool", click: () => this.root.close() }, say("close"));
    const head = element("div", { class: "sheet-head" }, element("h2", {}, say("filters")), close);
    this.facets.replaceWith(this.home);
    this.root.replaceChildren(head, this.facets, this.done);
    this.root.showModal();
  }

  closed() {
    this.home.replaceWith(this.facets);
    this.opener.focus();
  }

  /** @param {number} chosen filters @param {number} total results */
  say(chosen, total) {
    this.opener.textContent = chosen ? `${say("filters")} (${chosen})` : say("filters");
    this.done.textContent = say("show", { num: total });
  }
}
