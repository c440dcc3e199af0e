/** The words that options accept. */
import type { Profile } from '../../run/requirement.ts';

/** The capabilities that a user can declare. */
export const profiles = [
  'core',
  'streaming',
  'managed-instances',
  'snapstart',
  'tenant-isolation',
  'invocation-id',
  'json-logging',
  'w3c-trace-context',
] as const satisfies readonly Profile[];

/** What `--profile` accepts: a capability, or all of them. */
export const profileWords = [...profiles, 'all'] as const;

/** The capabilities that these words declare. */
export function profilesOf(words: readonly (typeof profileWords)[number][]): Profile[] {
  return profiles.filter((name) => words.includes(name) || words.includes('all'));
}

/** The formats of `--report`. */
export const reportFormats = [
  'terminal',
  'json',
  'html',
  'junit',
  'markdown',
  'sarif',
  'badge',
  'badge-svg',
  'annotations',
] as const;

/** The languages of `init` for a probe function. */
export const languageNames = [
  'javascript',
  'python',
  'ruby',
  'php',
  'perl',
  'bash',
  'go',
  'rust',
  'java',
  'cpp',
] as const;

/** What hands events to a probe function of `init`: AWS's client of the language, or a loop of its own. */
export const clientNames = ['aws', 'own'] as const;

/** The CI services of `init`. */
export const ciNames = ['github', 'gitlab', 'none'] as const;
