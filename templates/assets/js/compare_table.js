// The table of the comparison. Text goes in as text nodes only: nothing that a partner wrote can become markup.

function make(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** What an entry says in a row: texts to compare, each with the way to draw it. */
function values(entry, row, root, place) {
  const [kind, program] = row.split(":");
  if (row === "solutions") {
    return (entry.solutions ?? []).map(({ label, route }) => ({ text: label, draw: () => linked(label, route, root) }));
  }
  if (kind === "level") {
    const level = entry.levels?.[program];
    if (!level) return [];
    const said = level.label || place.dataset.participant;
    const shown = [{ text: said, draw: () => marked(level, said, place) }];
    return level.since ? [...shown, { text: level.since, draw: () => make("span", "", level.since) }] : shown;
  }
  return (entry.facts?.[row] ?? []).map((text) => ({ text, draw: () => make("bdi", "", text) }));
}

function linked(label, route, root) {
  const link = make("a", "", make("bdi", "", label));
  link.href = new URL(route, root);
  return link;
}

function marked(level, said, place) {
  const pattern = place.querySelector(`template[data-mark="${level.rank ?? 0}-${level.of}"]`);
  if (!pattern) return make("span", "", said);
  const drawn = pattern.content.firstElementChild.cloneNode(true);
  drawn.querySelector(".level-word").textContent = said;
  return drawn;
}

function heading(entry, root, place, remove) {
  const logo = make("img", "plate");
  Object.assign(logo, { src: new URL(entry.logo, root), alt: "", width: 56, height: 56 });
  const button = make("button", "tool compare-remove", place.dataset.remove);
  button.type = "button";
  button.setAttribute("aria-label", place.dataset.removeNamed.replace("{name}", () => entry.name));
  button.addEventListener("click", () => remove(entry.key));
  const name = make("p", "compare-name", linked(entry.name, entry.route, root));
  const cell = make("th", "", logo, name, make("p", "card-place", entry.place), button);
  cell.scope = "col";
  cell.dataset.csv = entry.name;
  return cell;
}

function cell(said, shared, words) {
  if (!said.length) return make("td", "", make("span", "quiet", words.none));
  const drawn = said.map(({ text, draw }) =>
    shared.has(text) ? make("span", "compare-shared", draw(), make("span", "away", ` (${words.shared})`)) : draw(),
  );
  if (drawn.length === 1) return make("td", "", drawn[0]);
  return make("td", "", make("ul", "plain", ...drawn.map((node) => make("li", "", node))));
}

function mark(line, differs, several, words) {
  line.classList.toggle("alike", several && !differs);
  line.querySelector(".compare-sign").textContent = several ? (differs ? "≠" : "=") : "";
  line.querySelector("[data-said]").textContent = several ? ` (${differs ? words.differs : words.alike})` : "";
}

/** Fills every row with the entries; rows without any value, and with `only` those that are alike, are hidden. */
export function table(place, entries, root, only, remove) {
  for (const line of place.querySelectorAll("tr[data-row]")) {
    const { row } = line.dataset;
    while (line.children.length > 1) line.lastElementChild.remove();
    if (row === "partner") {
      line.append(...entries.map((entry) => heading(entry, root, place, remove)));
      continue;
    }
    const said = entries.map((entry) => values(entry, row, root, place));
    const texts = said.map((list) => new Set(list.map(({ text }) => text)));
    const shared = new Set([...(texts[0] ?? [])].filter((text) => texts.every((set) => set.has(text))));
    const differs = texts.some((set) => set.size !== shared.size);
    line.append(
      ...said.map((list) => {
        const made = cell(list, differs ? shared : new Set(), place.dataset);
        made.dataset.csv = list.map(({ text }) => text).join("; ");
        return made;
      }),
    );
    mark(line, differs, entries.length > 1, place.dataset);
    line.hidden = texts.every((set) => !set.size) || (only && entries.length > 1 && !differs);
  }
}
