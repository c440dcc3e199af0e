import { join } from 'node:path';
import type { Profile } from '../../harness/run/requirement.ts';
import type { RequirementId } from '../../suites/requirements/index.ts';
import { home } from '../support/places.ts';
import type { SourceChange, Variant } from '../variants/variant.ts';

/**
 * A runtime that is right in another way than the reference runtime: it uses one freedom that the contract leaves. No
 * requirement may accuse it.
 */
export interface Innocent {
  /** In kebab-case, unique. */
  readonly name: string;
  /** It takes more than a minute: too long for the sample of a day. */
  readonly long?: true;
  /** What it does differently, in a sentence. */
  readonly freedom: string;
  /** Why this is legal: a source, or the sentence of the catalogue that allows it. */
  readonly legal: string;
  /** The profile to declare. Default: only `core`. */
  readonly profile?: Profile;
  /** Replacements in the compiled reference runtime. */
  readonly changes?: readonly SourceChange[];
  /** Files of `proof/innocents/files` by the name that they get among the compiled ones. */
  readonly files?: Readonly<Record<string, string>>;
  /** Replacements in the probe function, for a freedom of the language: `probe.mjs`. */
  readonly probe?: readonly SourceChange[];
  /** A folder of `proof/innocents/bootstraps`, for a runtime of another structure. */
  readonly bootstrap?: string;
  /** The requirements that still accuse it, though it is right: open false alarms. */
  readonly alarms?: readonly RequirementId[];
}

const folder = join(home, 'proof', 'innocents');

/** The innocent as a runtime to build. */
export function variantOf({ name, changes = [], files = {}, probe, bootstrap }: Innocent): Variant {
  return {
    name,
    changes,
    files: Object.fromEntries(Object.entries(files).map(([as, file]) => [as, join(folder, 'files', file)])),
    ...(probe === undefined ? {} : { probe }),
    ...(bootstrap === undefined ? {} : { bootstrap: join(folder, 'bootstraps', bootstrap) }),
  };
}
