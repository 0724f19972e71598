// Near which place: a city of the directory, or where the browser says the reader is. Stays in the browser.
import { combobox } from "./combobox.js";
import { element } from "./view.js";
import { say } from "./words.js";

/**
 * The row that asks for a place; `show` says which one is taken.
 * @typedef {[string, number, number]} Place its name, degrees north and east
 * @param {import("./client.js").Client} client
 * @param {(near: Place | undefined) => void} choose undefined where no place has the name
 */
export function nearRow(client, choose) {
  const note = element("p", { class: "near-note", role: "status" });
  const input = element("input", { id: "near", type: "text", autocomplete: "off", spellcheck: "false" });
  const field = element("div", { class: "near-field" }, input);
  const show = (near) => {
    const [label] = near ?? [""];
    input.value = label === say("hereIs") ? "" : label;
    note.textContent = near ? say("measured", { place: label }) : "";
  };
  const chosen = (near) => {
    show(near);
    choose(near);
  };
  const locate = () => {
    const refused = () => (note.textContent = say("noPlace"));
    if (!navigator.geolocation) return refused();
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => chosen([say("hereIs"), coords.latitude, coords.longitude]),
      refused,
      { timeout: 10_000, maximumAge: 600_000 },
    );
  };
  combobox(input, {
    label: say("suggestions"),
    suggest: (text) => client.ask("places", { text }),
    option: ([label]) => [element("span", {}, label)],
    choose: chosen,
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !input.value.trim()) return;
    const [city] = await client.ask("places", { text: input.value }).catch(() => []);
    if (city) return chosen(city);
    note.textContent = say("noCity");
    choose(undefined);
  });
  const root = element(
    "div",
    { class: "near", hidden: true },
    element("label", { for: "near" }, say("place")),
    field,
    element("button", { type: "button", class: "tool", click: locate }, say("here")),
    note,
  );
  return { root, show };
}
