/**
 * Whether text was returned as sent. A lone surrogate has no form in UTF-8, and many languages cannot represent it, so
 * replacement characters in its place are accepted.
 */
export function isSameText(sent: string, got: unknown): boolean {
  if (typeof got !== 'string') return false;
  if (got === sent) return true;
  const runs = sent.match(LONE_SURROGATES);
  if (runs === null) return false;
  const pieces = sent.split(LONE_SURROGATES).map(literally);
  // Decoders replace each of the three bytes of a lone surrogate, or all three by one character.
  const gaps = runs.map((run) => `[\\ud800-\\udfff\\ufffd?]{${run.length},${3 * run.length}}`);
  return new RegExp(`^${pieces.map((piece, index) => piece + (gaps[index] ?? '')).join('')}$`).test(got);
}

/** In Unicode mode a surrogate pair is one character. */
const LONE_SURROGATES = /\p{Surrogate}+/gu;

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
