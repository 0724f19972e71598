// Applies the colours a reader has chosen. As a script of its own it runs before the first paint wherever it is in the
// cache, as it is for whoever has chosen, and blocks nobody; `site.js` imports it too, so that it never comes too late.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system's preference holds.
}
