// The tools of a listing or solution: share and print.
import { confirm, copyText } from "./copy.js";

function tool(label, use) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tool";
  button.textContent = label;
  button.addEventListener("click", () => use(button));
  return button;
}

async function share(button, copied) {
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ title: document.title, url: address });
    } catch {
      // The reader closed the sheet.
    }
  } else if (await copyText(address)) {
    confirm(button, copied);
  }
}

for (const place of document.querySelectorAll("[data-tools]")) {
  const words = place.dataset;
  place.append(
    tool(words.share, (button) => share(button, words.copied)),
    tool(words.print, () => print()),
  );
}
