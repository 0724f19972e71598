// The client: drives the search page, gives the header its suggestions elsewhere, and is the engine in a worker.
import { SearchPage } from "./live.js";
import { suggest } from "./suggest.js";
import { serve } from "./worker.js";

/** @param {HTMLFormElement} form @param {HTMLInputElement} input */
export function suggestPartners(form, input) {
  suggest(form, input);
}

if (typeof document === "undefined") {
  serve();
} else {
  const place = document.querySelector("[data-search]");
  if (place) new SearchPage(place, document.querySelector("form[data-finder]"));
}
