// A private preview: copies the badge's HTML; opens what an address points into.
import { confirm, copyText } from "./copy.js";

for (const place of document.querySelectorAll("[data-copy]")) {
  const snippet = place.parentElement.querySelector("[data-snippet]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = place.dataset.copy;
  button.addEventListener("click", async () => {
    if (await copyText(snippet.textContent)) confirm(button, place.dataset.copied);
    else getSelection().selectAllChildren(snippet);
  });
  place.append(button);
}
