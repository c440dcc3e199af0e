/** The frozen sets: the catalogue of each release, as `npm run freeze` wrote it. A file here is never changed. */
import type { Level, Profile } from '../../../harness/run/requirement.ts';
import type { FrozenRequirement, RequirementSets } from '../../../harness/run/requirement-set.ts';
import november2026 from './2026.11.json' with { type: 'json' };

interface SetFile {
  readonly set: string;
  /** The version of lambdaspec whose catalogue it is. */
  readonly release: string;
  /** As in `pinned.json`: `MUST core`, `MAY advisory core`. */
  readonly requirements: Readonly<Record<string, string>>;
}

/** The oldest first. */
export const setFiles: readonly SetFile[] = [november2026];

/** What `--requirements` can name. */
export const requirementSets: RequirementSets = Object.fromEntries(
  setFiles.map(({ set, requirements }) => [
    set,
    Object.fromEntries(Object.entries(requirements).map(([id, words]) => [id, frozen(words)])),
  ]),
);

function frozen(words: string): FrozenRequirement {
  const parts = words.split(' ');
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test of the sets checks the words
    level: parts[0] as Level,
    ...(parts.length === 3 ? { advisory: true } : {}),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    profile: parts.at(-1) as Profile,
  };
}
