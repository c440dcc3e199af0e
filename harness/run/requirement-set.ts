/**
 * Frozen sets: the catalogue of a release, which a gate can ask for by name. Under a set a later version judges no requirement
 * that was added, and nothing more strictly than the set does. What was weakened since stays weak: the set was wrong there.
 */
import { didYouMean } from '../base/did-you-mean.ts';
import { displayQuote } from '../base/display-quote.ts';
import { HarnessError } from '../base/errors.ts';
import type { Catalogue, Level, Profile, Requirement } from './requirement.ts';
import { strictness } from './severity.ts';

/** What a set keeps of a requirement. */
export interface FrozenRequirement {
  readonly level: Level;
  readonly advisory?: true;
  readonly profile: Profile;
}

/** The requirements of a set, by id. */
export type RequirementSet = Readonly<Record<string, FrozenRequirement>>;

/** Sets by name, the oldest first. */
export type RequirementSets = Readonly<Record<string, RequirementSet>>;

/** What happened to a requirement after a set was frozen. */
export interface ChangeSince {
  readonly id: string;
  readonly kind: 'added' | 'changed' | 'withdrawn';
  /** In the words of a list: `SHOULD`, `MAY* streaming`. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * The set of this name.
 *
 * @throws {HarnessError} USAGE for an unknown name.
 */
export function setNamed(name: string, sets: RequirementSets): RequirementSet {
  const set = Object.hasOwn(sets, name) ? sets[name] : undefined;
  if (set !== undefined) return set;
  const names = Object.keys(sets);
  const known =
    names.length === 0
      ? 'This lambdaspec has no set'
      : `The sets are ${new Intl.ListFormat('en').format(names)}; did you mean ${didYouMean(name, names)}`;
  throw new HarnessError(
    'USAGE',
    `There is no set of requirements ${displayQuote(name)}. ${known}${names.length === 0 ? '.' : '?'}`,
  );
}

/** The catalogue as the set had it. A withdrawn requirement is not judged: nothing judges it any more. */
export function frozenCatalogue(catalogue: Catalogue, set: RequirementSet): Catalogue {
  const kept = Object.entries(catalogue).flatMap(([id, requirement]) => {
    const frozen = Object.hasOwn(set, id) ? set[id] : undefined;
    return frozen === undefined ? [] : [[id, noStricter(requirement, frozen)] as const];
  });
  return Object.fromEntries(kept);
}

/** What was added, changed and withdrawn after the set, in the order of the catalogue. */
export function changesSince(catalogue: Catalogue, set: RequirementSet): ChangeSince[] {
  const now = Object.entries(catalogue).flatMap(([id, requirement]): ChangeSince[] => {
    const [before, after] = [Object.hasOwn(set, id) ? words(set[id]) : null, words(requirement)];
    if (before === after) return [];
    return [{ id, kind: before === null ? 'added' : 'changed', before, after }];
  });
  const gone = Object.keys(set).filter((id) => !Object.hasOwn(catalogue, id));
  return [
    ...now,
    ...gone.map((id): ChangeSince => ({ id, kind: 'withdrawn', before: words(set[id]), after: null })),
  ];
}

function noStricter(requirement: Requirement, frozen: FrozenRequirement): Requirement {
  const { advisory: _, ...rest } = requirement;
  const advisory = requirement.advisory === true || frozen.advisory === true;
  return {
    ...rest,
    level: strictness[frozen.level] < strictness[requirement.level] ? frozen.level : requirement.level,
    // A requirement of the core that became one of a capability was wrong about the other runtimes.
    profile: frozen.profile === 'core' ? requirement.profile : frozen.profile,
    ...(advisory ? { advisory } : {}),
  };
}

function words(of: FrozenRequirement | undefined): string | null {
  if (of === undefined) return null;
  const { level, advisory, profile } = of;
  return `${level}${advisory === true ? '*' : ''}${profile === 'core' ? '' : ` ${profile}`}`;
}
