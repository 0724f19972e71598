// Folding and words, as the index was made (generator/search/folding.py).

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const MARKS = /(?![\u3099\u309a])\p{M}/gu;
const UNSPACED =
  "\\u3005-\\u3007\\u3041-\\u3096\\u3099\\u309a\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3fffd}";
const SPACED = `(?:(?![${UNSPACED}])[\\p{L}\\p{N}])`;
const TOKEN = new RegExp(
  `${SPACED}{2,}|[a-z](?:\\+\\+|#)?|${SPACED}|\\.net(?![\\p{L}\\p{N}])|[${UNSPACED}]+`,
  "gu",
);
const SHOWN_WORD = new RegExp(`[${UNSPACED}]+|\\.net\\b|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+(?:\\+\\+|#)?`, "giu");
const BEGINS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");

/** Lower-case text without accents. @param {string} text */
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(MARKS, "")
    .replace(LETTER, (letter) => LETTERS[letter]);
}

/** The words of a text in order, folded; unspaced scripts as pairs. @param {string} text */
export function wordsOf(text) {
  return (fold(text).match(TOKEN) ?? []).flatMap((word) => (isUnspaced(word) ? pairs(word) : word));
}

/** @param {string} word */
export function isUnspaced(word) {
  return BEGINS_UNSPACED.test(word);
}

function pairs(run) {
  const letters = [...run];
  return letters.length < 2 ? [run] : letters.slice(1).map((letter, place) => letters[place] + letter);
}

/** Where the pairs of an unspaced run lie that `is` accepts; those that touch are one. @returns {[number, number][]} */
function pairsIn(run, is) {
  const letters = [];
  let at = 0;
  for (const letter of run) {
    for (const folded of fold(letter)) letters.push([folded, at, at + letter.length]);
    at += letter.length;
  }
  const size = Math.min(2, letters.length);
  const found = [];
  for (let place = 0; place + size <= letters.length; place++) {
    const pair = letters.slice(place, place + size);
    if (!is(pair.map(([letter]) => letter).join(""))) continue;
    const [begin, end] = [pair[0][1], pair.at(-1)[2]];
    if (begin <= found.at(-1)?.[1]) found.at(-1)[1] = end;
    else found.push([begin, end]);
  }
  return found;
}

/**
 * A text in pieces: words that `is` accepts once they are folded, and what stands between.
 * @param {string} text
 * @param {(word: string) => boolean} is
 * @returns {{text: string, marked: boolean}[]}
 */
export function pieces(text, is) {
  const found = [];
  let begun = 0;
  for (const { 0: word, index } of text.matchAll(SHOWN_WORD)) {
    const whole = () => (wordsOf(word).some(is) ? [[0, word.length]] : []);
    for (const [from, to] of isUnspaced(word) ? pairsIn(word, is) : whole()) {
      found.push({ text: text.slice(begun, index + from), marked: false });
      begun = index + to;
      found.push({ text: text.slice(index + from, begun), marked: true });
    }
  }
  found.push({ text: text.slice(begun), marked: false });
  return found;
}
