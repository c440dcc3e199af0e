/** More of a word than this tells nobody what is wrong with it. */
const SHOWN = 80;

/** A word of the user's in a message of ours: in quotes, on one line, not longer than the sentence around it. */
export function quoted(word: string): string {
  const rest = word.length > SHOWN ? `… (${word.length} characters)` : '';
  return `"${plain(word.slice(0, SHOWN))}${rest}"`;
}

/** What would act on a terminal instead of being seen, spelt out. */
function plain(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
