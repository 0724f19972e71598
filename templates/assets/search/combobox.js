// An editable combobox with a list of suggestions, as the ARIA Authoring Practices describe it.
import { element } from "./view.js";

let lists = 0;

/**
 * @template T
 * @param {HTMLInputElement} input
 * @param {{label: string, suggest: (text: string) => Promise<T[]>, option: (suggestion: T) => Node[],
 *   choose: (suggestion: T) => void, announce?: (suggestions: T[]) => string}} use
 */
export function combobox(input, { label, suggest, option, choose, announce }) {
  const id = `suggestions-${++lists}`;
  const list = element("ul", { class: "suggestions", role: "listbox", id, "aria-label": label, hidden: true });
  const status = element("span", { class: "away", role: "status" });
  input.after(list, status);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  let suggestions = [];
  let active = -1;
  let asked = 0;

  const close = () => {
    asked++;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const mark = (place) => {
    list.children[active]?.removeAttribute("aria-selected");
    active = place;
    const now = list.children[active];
    now?.setAttribute("aria-selected", "true");
    now?.scrollIntoView({ block: "nearest" });
    if (now) input.setAttribute("aria-activedescendant", now.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const take = (place) => {
    const chosen = suggestions[place];
    close();
    choose(chosen);
  };
  const open = async () => {
    const question = ++asked;
    const found = input.value.trim() ? await suggest(input.value).catch(() => []) : [];
    if (question !== asked) return;
    suggestions = found;
    const options = found.map((suggestion, place) =>
      element(
        "li",
        { role: "option", id: `${id}-${place}`, mousedown: (event) => event.preventDefault(), click: () => take(place) },
        ...option(suggestion),
      ),
    );
    list.replaceChildren(...options);
    mark(-1);
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = announce?.(found) ?? "";
  };
  const keys = {
    ArrowDown: () => (list.hidden ? open() : mark(active + 1 < suggestions.length ? active + 1 : -1)),
    ArrowUp: () => (list.hidden ? open() : mark(active < 0 ? suggestions.length - 1 : active - 1)),
    Enter: () => (active >= 0 ? take(active) : close()),
    Escape: () => (list.hidden ? (input.value = "") : close()),
  };
  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const chosen = event.key === "Enter" && active >= 0;
    if (event.isComposing || !keys[event.key]) return;
    keys[event.key]();
    if (event.key !== "Enter" || chosen) event.preventDefault();
  });
  if (document.activeElement === input && input.value) open();
}
