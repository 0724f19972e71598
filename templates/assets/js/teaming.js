// The teaming page: narrows its entries by words, in what is offered, what is sought, or both.
const place = document.querySelector("[data-teams-filter]");

const entries = [...document.querySelectorAll(".team")].map((element) => ({
  element,
  all: element.textContent.toLowerCase(),
  offers: said(element, "offers"),
  seeks: said(element, "seeks"),
}));

function said(element, side) {
  return element.querySelector(`[data-side="${side}"]`)?.textContent.toLowerCase();
}

function labelled(text, control) {
  const label = document.createElement("label");
  label.append(text, control);
  return label;
}

function choices(texts) {
  const select = document.createElement("select");
  for (const side of ["all", "offers", "seeks"]) select.append(new Option(texts[side], side));
  return select;
}

if (place) {
  const texts = place.dataset;
  const input = document.createElement("input");
  input.type = "search";
  const select = choices(texts);
  const status = document.createElement("output");
  status.setAttribute("aria-live", "polite");
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      const text = entry[select.value];
      entry.element.hidden = text === undefined || !words.every((word) => text.includes(word));
      if (!entry.element.hidden) shown += 1;
    }
    const all = shown === entries.length;
    const counted = texts.shown.replace("{number}", shown).replace("{total}", entries.length);
    status.textContent = all ? "" : shown ? counted : texts.none;
  };
  input.addEventListener("input", filter);
  select.addEventListener("change", filter);
  place.append(labelled(texts.label, input), labelled(texts.where, select), status);
}
