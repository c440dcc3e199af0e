import { spawnSync } from 'node:child_process';

/** The locale of Lambda's image. */
const LAMBDA = 'en_US.UTF-8';
/** The C library of every Linux has it, built in or as a file, or ignores unknown locales. */
const ALWAYS = 'C.UTF-8';

let known: string | undefined;

/**
 * The value of LANG: Lambda's, where this machine has that locale, or another in UTF-8. A program warns of a locale that does
 * not exist (Perl, bash) or falls back to ASCII (Java).
 */
export function languageOfMachine(): string {
  known ??= languageFrom(spawnSync('locale', ['-a'], { encoding: 'utf8', timeout: 5000 }).stdout ?? '');
  return known;
}

/** The same, from the output of locale(1); empty where it does not exist. */
export function languageFrom(list: string): string {
  const utf8 = list.split('\n').filter((name) => /\.utf-?8$/i.test(name));
  const same = (wanted: string): boolean => utf8.some((name) => normal(name) === normal(wanted));
  return [LAMBDA, ALWAYS].find(same) ?? utf8[0] ?? ALWAYS;
}

/** `C.utf8` and `C.UTF-8` are one locale. */
function normal(name: string): string {
  return name.toLowerCase().replace('utf-8', 'utf8');
}
