// What every page needs: the switch between light and dark.
import "./scheme.js";

const page = document.documentElement;
const preference = matchMedia("(prefers-color-scheme: dark)");

function dark() {
  return page.dataset.scheme ? page.dataset.scheme === "dark" : preference.matches;
}

function remember(scheme) {
  try {
    localStorage.setItem("scheme", scheme);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}

for (const button of document.querySelectorAll("[data-scheme-switch]")) {
  const name = () => {
    const label = dark() ? button.dataset.light : button.dataset.dark;
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  button.addEventListener("click", () => {
    const scheme = dark() ? "light" : "dark";
    page.dataset.scheme = scheme;
    remember(scheme);
    name();
  });
  preference.addEventListener("change", name);
  name();
  button.hidden = false;
}
