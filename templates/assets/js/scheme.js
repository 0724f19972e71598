// Applies the colours a reader has chosen. Neither a module nor async, which may run after the first paint and flash: it
// comes beside the style sheet, which the first paint waits for anyway.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system's preference holds.
}
