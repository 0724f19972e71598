// The client's one entry in the page: drives the search page, and gives the header its suggestions elsewhere.
import { SearchPage } from "./live.js";
import { suggest } from "./suggest.js";

/** @param {HTMLFormElement} form @param {HTMLInputElement} input */
export function suggestPartners(form, input) {
  suggest(form, input);
}

const place = document.querySelector("[data-search]");
if (place) new SearchPage(place, document.querySelector("form[data-finder]"));
