// Copies a text and says so on the button that asked for it.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function confirm(button, message) {
  const label = button.textContent;
  button.textContent = message;
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
}
