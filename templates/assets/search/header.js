// The search box in the header of every page: loads nothing until a reader turns to it.

const onSearchPage = document.querySelector("[data-search]") !== null;

for (const form of document.querySelectorAll("form[data-finder]")) {
  const input = form.querySelector("input[name=q]");
  if (!onSearchPage) {
    const wake = async () => {
      const { suggestPartners } = await import("./page.js");
      suggestPartners(form, input);
    };
    input.addEventListener("focus", wake, { once: true });
    if (document.activeElement === input) wake();
  }
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const input = document.querySelector("form[data-finder] input[name=q]");
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
});
