// Applies the colours a reader has chosen. Not a module, which would run too late: whoever has chosen has this script in
// the cache, so that it runs before the first paint; whoever has not waits for nothing.
try {
  const chosen = localStorage.getItem("scheme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.scheme = chosen;
} catch {
  // Storage may be forbidden; then the system's preference holds.
}
