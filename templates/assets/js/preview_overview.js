// The program manager's table: all rows in memory, one page of them in the document. The query string is the state.
const PAGE = 100;
const FIELDS = [
  "id", "name", "country", "program", "displayed", "rank", "achieved", "reached", "since", "gap", "steps", "riskOn",
  "risk", "problems", "problem", "complete", "seen", "drafts",
];
const PLACE = Object.fromEntries(FIELDS.map((name, place) => [name, place]));
const EMPTY_LAST = new Set([PLACE.riskOn, PLACE.program]);

const table = document.querySelector("[data-rows]");
const form = document.querySelector("[data-filters]");
const paging = document.querySelector("[data-paging]");
const count = document.querySelector("[data-count]");
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function line(row) {
  const made = element("tr");
  const head = element("th");
  head.scope = "row";
  head.append(element("bdi", row[PLACE.name]), element("span", ` ${row[PLACE.country]}`, "quiet"), " ");
  head.append(element("code", row[PLACE.id]));
  const shown = element("td", row[PLACE.displayed]);
  if (row[PLACE.since]) shown.append(" ", element("span", row[PLACE.since], "quiet"));
  const held = row[PLACE.rank] > row[PLACE.reached];
  const risk = [row[PLACE.riskOn], row[PLACE.risk]].filter(Boolean).join(" ");
  const problems = element("td", row[PLACE.problems] || "", "figure");
  if (row[PLACE.problem]) problems.title = row[PLACE.problem];
  made.append(
    head,
    element("td", row[PLACE.program]),
    shown,
    element("td", row[PLACE.achieved], held ? "bad" : ""),
    element("td", row[PLACE.gap]),
    element("td", risk, risk ? "bad" : ""),
    problems,
    element("td", `${row[PLACE.complete]} %`, "figure"),
  );
  return made;
}

function compared(field, direction) {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  return (a, b) => {
    const x = a.row[field];
    const y = b.row[field];
    if (EMPTY_LAST.has(field) && !x !== !y) return x ? -1 : 1;
    const order = typeof x === "number" ? x - y : collator.compare(x, y);
    return order * direction || a.place - b.place;
  };
}

class View {
  constructor(rows) {
    this.entries = rows.map((row, place) => ({
      row,
      place,
      text: folded(`${row[PLACE.name]} ${row[PLACE.id]}`),
    }));
    const query = new URLSearchParams(location.search);
    for (const control of form.elements) {
      const value = query.get(control.name);
      if (value === null) continue;
      if (control.type === "checkbox") control.checked = true;
      else control.value = value;
    }
    this.field = Number(query.get("sort")?.replace("-", "") ?? PLACE.name);
    this.direction = query.get("sort")?.startsWith("-") ? -1 : 1;
    this.page = Math.max(1, Number(query.get("page") ?? 1));
    this.heads();
    form.addEventListener("input", () => this.filter());
    form.addEventListener("submit", (event) => event.preventDefault());
    this.show(this.page);
  }

  heads() {
    for (const head of table.tHead.rows[0].cells) {
      const button = element("button", head.textContent, "manager-sort");
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const field = Number(head.dataset.field);
        this.direction = field === this.field ? -this.direction : 1;
        this.field = field;
        this.show(1);
      });
    }
  }

  filter() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.show(1));
  }

  chosen() {
    const wanted = new FormData(form);
    const words = folded(wanted.get("q")).split(/\s+/).filter(Boolean);
    const exact = [...wanted].filter(([name, value]) => /^f\d+$/.test(name) && value);
    return this.entries.filter(
      ({ row, text }) =>
        words.every((word) => text.includes(word)) &&
        exact.every(([name, value]) => row[Number(name.slice(1))] === value) &&
        (!wanted.get("risk") || row[PLACE.risk]) &&
        (!wanted.get("held") || row[PLACE.rank] > row[PLACE.reached]) &&
        (!wanted.get("problems") || row[PLACE.problems]) &&
        (!wanted.get("drafts") || row[PLACE.drafts]) &&
        (!wanted.get("hidden") || !row[PLACE.seen]),
    );
  }

  show(page) {
    const found = this.chosen().sort(compared(this.field, this.direction));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    this.page = Math.min(page, pages);
    const start = (this.page - 1) * PAGE;
    table.tBodies[0].replaceChildren(...found.slice(start, start + PAGE).map(({ row }) => line(row)));
    for (const head of table.tHead.rows[0].cells) {
      if (Number(head.dataset.field) !== this.field) head.removeAttribute("aria-sort");
      else head.ariaSort = this.direction > 0 ? "ascending" : "descending";
    }
    const number = found.length.toLocaleString(document.documentElement.lang);
    const { none, one, many } = count.dataset;
    count.textContent = found.length === 0 ? none : found.length === 1 ? one : many.replace("{count}", number);
    this.steps(pages);
    this.remember();
  }

  steps(pages) {
    paging.hidden = pages === 1;
    const { previous, next, place } = paging.dataset;
    const step = (label, to) => {
      const button = element("button", label, "tool");
      button.type = "button";
      button.disabled = to < 1 || to > pages;
      button.addEventListener("click", () => {
        this.show(to);
        table.scrollIntoView({ block: "start" });
      });
      return button;
    };
    const where = element("span", place.replace("{page}", this.page).replace("{pages}", pages), "quiet");
    paging.replaceChildren(step(previous, this.page - 1), where, step(next, this.page + 1));
  }

  remember() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.set(name, value);
    const sort = `${this.direction < 0 ? "-" : ""}${this.field}`;
    if (sort !== String(PLACE.name)) query.set("sort", sort);
    if (this.page > 1) query.set("page", this.page);
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  }
}

try {
  const answer = await fetch(table.dataset.rows);
  if (answer.ok) {
    new View(await answer.json());
    form.hidden = false;
    for (const numbers of document.querySelectorAll("[data-static]")) numbers.hidden = true;
  }
} catch {
  // Opened from disk, where scripts may not read files: the static pages stay.
}
