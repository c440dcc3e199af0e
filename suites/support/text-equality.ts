/**
 * Whether text came back as it was sent. A lone surrogate has no form in UTF-8, so that many languages cannot even hold
 * it: replacement characters in its place count as the same.
 */
export function isSameText(sent: string, got: unknown): boolean {
  if (typeof got !== 'string') return false;
  if (got === sent) return true;
  const runs = sent.match(LONE_SURROGATES);
  if (runs === null) return false;
  const pieces = sent.split(LONE_SURROGATES).map(literally);
  // Decoders make one replacement of each of the three bytes that a lone surrogate would take, or one of all.
  const gaps = runs.map((run) => `[\\ud800-\\udfff\\ufffd?]{${run.length},${3 * run.length}}`);
  return new RegExp(`^${pieces.map((piece, index) => piece + (gaps[index] ?? '')).join('')}$`).test(got);
}

/** In Unicode mode a pair counts as the one character it stands for. */
const LONE_SURROGATES = /\p{Surrogate}+/gu;

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
