/** The language of a runtime, as its bootstrap and the folder around it show. */
import { readdirSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { fileHead } from '../../base/foreign-file.ts';
import { languageNames } from '../options/option-words.ts';
import { languages, type LanguageName } from './languages.ts';

/** The part of a bootstrap that is searched: a script whole, of a program the part in which compilers name themselves. */
const HEAD_BYTES = 2 * 1024 * 1024;

/** Programs that a script names. Others come before bash: a script for a shell often only starts the runtime. */
const programs: readonly (readonly [LanguageName, RegExp])[] = [
  ['javascript', /\b(?:node|bun|deno)\b/],
  ['python', /\bpython[\d.]*\b/],
  ['ruby', /\bruby\b/],
  ['php', /\bphp\d*\b/],
  ['perl', /\bperl\b/],
  ['java', /\bjava\b/],
];

/** How an executable program begins on Linux. */
const ELF = Buffer.from('\x7fELF', 'latin1');

/** What compilers and libraries leave in a program. */
const marks: readonly (readonly [LanguageName, string])[] = [
  ['go', 'Go build ID:'],
  ['rust', '/rustc/'],
  ['cpp', 'libstdc++'],
];

/** Languages whose bootstrap is a program, not a script. */
const compiled: readonly LanguageName[] = ['go', 'rust', 'java', 'cpp'];

const extensions: Readonly<Record<string, LanguageName>> = {
  '.mjs': 'javascript',
  '.js': 'javascript',
  '.cjs': 'javascript',
  '.ts': 'javascript',
  '.py': 'python',
  '.rb': 'ruby',
  '.php': 'php',
  '.pl': 'perl',
  '.sh': 'bash',
  '.go': 'go',
  '.rs': 'rust',
  '.java': 'java',
  '.cpp': 'cpp',
};

/** The most likely language; undefined if nothing shows it. */
export function guessLanguage(bootstrap: string, project: string): LanguageName | undefined {
  const head = fileHead(bootstrap, HEAD_BYTES) ?? Buffer.alloc(0);
  const folders = [...new Set([dirname(bootstrap), project])].map(entriesOf);
  if (head.subarray(0, 2).toString() === '#!')
    return languageOfScript(head.toString('latin1')) ?? languageOfFolders(folders);
  if (!head.subarray(0, 4).equals(ELF)) return languageOfFolders(folders);
  const inFolders = languageOfFolders(folders);
  return (
    marks.find(([, mark]) => head.includes(mark))?.[0] ??
    (inFolders !== undefined && compiled.includes(inFolders) ? inFolders : undefined)
  );
}

function languageOfScript(text: string): LanguageName | undefined {
  const [interpreter = '', ...lines] = text.split('\n');
  const code = lines.filter((line) => !line.trimStart().startsWith('#')).join('\n');
  return (
    named(interpreter) ?? (/\b(?:ba|da|k|z)?sh\b/.test(interpreter) ? (named(code) ?? 'bash') : undefined)
  );
}

function named(where: string): LanguageName | undefined {
  return programs.find(([, name]) => name.test(where))?.[0];
}

function languageOfFolders(folders: readonly (readonly string[])[]): LanguageName | undefined {
  // Projects in other languages may also have a package.json.
  const names = languageNames.toSorted(
    (one, other) => Number(one === 'javascript') - Number(other === 'javascript'),
  );
  const signed = folders.flatMap((entries) =>
    names.filter((name) => languages[name].signs.some((sign) => entries.includes(sign))),
  );
  const written = folders.flatMap((entries) => entries.flatMap((entry) => extensions[extname(entry)] ?? []));
  const installed = folders.some((entries) => entries.includes('node_modules'));
  return signed[0] ?? written[0] ?? (installed ? 'javascript' : undefined);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
