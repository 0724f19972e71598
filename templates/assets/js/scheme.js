// Applies the colours a reader has chosen, before the page is painted. Not a module: modules run too late.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system's preference holds.
}
