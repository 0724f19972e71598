// Mistyped words: how far two words are apart, and where to look (generator/search/typos.py).

/** How many edits a mistyped word of this length may hold. @param {number} letters */
export function editsAllowed(letters) {
  return letters < 5 ? 0 : letters < 9 ? 1 : 2;
}

/** How many letters at its beginning or its end must be right. @param {number} letters */
export function lettersKept(letters) {
  return letters === 7 || letters === 8 ? 3 : 2;
}

/**
 * Edits between two words (insert, delete, replace, swap neighbours), or `limit` + 1 where there are more.
 * @param {string} left
 * @param {string} right
 * @param {number} limit
 */
export function distance(left, right, limit) {
  const a = [...left];
  const b = [...right];
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older;
  let above;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i++) {
    [older, above, row] = [above, row, [i]];
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, older[j - 2] + 1);
      row.push(cost);
    }
  }
  return Math.min(row[b.length], limit + 1);
}
