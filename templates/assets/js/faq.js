// The FAQ page: a filter over its questions, and a button on each that copies its address.
import { confirm, copyText } from "./copy.js";

const questions = [...document.querySelectorAll(".question")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));

function filter(words) {
  let shown = 0;
  for (const { element, text } of questions) {
    element.hidden = !words.every((word) => text.includes(word));
    if (!element.hidden) shown += 1;
  }
  for (const section of document.querySelectorAll(".faq-section")) {
    section.hidden = !section.querySelector(".question:not([hidden])");
  }
  return shown;
}

for (const place of document.querySelectorAll("[data-faq-filter]")) {
  const texts = place.dataset;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const status = document.createElement("output");
  input.type = "search";
  input.id = "faq-filter";
  label.htmlFor = input.id;
  label.textContent = texts.label;
  status.setAttribute("aria-live", "polite");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = filter(words);
    if (!words.length) status.textContent = "";
    else if (!shown) status.textContent = texts.none;
    else status.textContent = shown === 1 ? texts.one : texts.many.replace("{number}", shown);
  });
  place.append(label, input, status);
}

const words = document.querySelector("[data-copy-link]").dataset;
for (const heading of document.querySelectorAll(".question h3")) {
  const link = heading.querySelector("a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = words.copyLink;
  button.setAttribute("aria-label", `${button.textContent}: ${link.textContent}`);
  button.addEventListener("click", async () => {
    if (await copyText(link.href)) confirm(button, words.copied);
  });
  heading.after(button);
}
