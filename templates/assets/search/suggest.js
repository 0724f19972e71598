// Partners suggested while a reader types into the header's search box.
import { Client } from "./client.js";
import { combobox } from "./combobox.js";
import { element, level, marked } from "./view.js";
import { say } from "./words.js";

const SUGGESTED = 6;

/**
 * @param {HTMLFormElement} form leads to the search page
 * @param {HTMLInputElement} input
 */
export function suggest(form, input) {
  const folder = new URL("./", form.action).href;
  const root = new URL("../", folder).href;
  const client = new Client(folder);
  client.ask("facets").catch(() => {});
  let marks = new Set();
  combobox(input, {
    label: say("suggestions"),
    suggest: async (text) => {
      const answer = await client.ask("search", { query: text, size: SUGGESTED });
      marks = new Set(answer.marks);
      return answer.total > answer.results.length ? [...answer.results, { total: answer.total }] : answer.results;
    },
    option: (found) =>
      found.total
        ? [element("span", { class: "suggestion-all" }, say("all", { num: found.total }))]
        : [
            element("span", { class: "suggestion-name" }, marked(found.name, marks)),
            element("span", { class: "suggestion-place" }, found.place),
            ...found.levels.slice(0, 1).map(level),
          ],
    choose: (found) => {
      if (found.total) form.requestSubmit();
      else location.assign(root + found.route);
    },
    announce: (found) => say("found", { num: found.at(-1)?.total ?? found.length }),
  });
}
