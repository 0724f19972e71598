// Near which place: a city of the directory, or where the browser says the reader is. Stays in the browser.
import { combobox } from "./combobox.js";
import { element } from "./view.js";
import { say } from "./words.js";

/**
 * The row that asks for a place.
 * @param {import("./client.js").Client} client
 * @param {(near: [number, number]) => void} choose
 */
export function nearRow(client, choose) {
  const note = element("p", { class: "near-note", role: "status" });
  const input = element("input", { id: "near", type: "text", autocomplete: "off", spellcheck: "false" });
  const field = element("div", { class: "near-field" }, input);
  const chosen = ([label, north, east]) => {
    note.textContent = say("measured", { place: label });
    choose([north, east]);
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
    option: ([label]) => [element("bdi", {}, label)],
    choose: (city) => {
      input.value = city[0];
      chosen(city);
    },
  });
  input.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.defaultPrevented) return;
    const [city] = await client.ask("places", { text: input.value }).catch(() => []);
    if (city) {
      input.value = city[0];
      chosen(city);
    } else note.textContent = say("noCity");
  });
  return element(
    "div",
    { class: "near", hidden: true },
    element("label", { for: "near" }, say("place")),
    field,
    element("button", { type: "button", class: "tool", click: locate }, say("here")),
    note,
  );
}
