/** Ranges and the order of versions, as npm has them; the versions of the other registries are read as near as they come. */
import { coerce, compare, parse, satisfies, validRange, type SemVer } from 'semver';

/** Marks of a prerelease that are no part of a version of npm: `4.0.0.dev3`, `1.0.0.Beta1`. */
const PRERELEASE = /(?:^|[.\d_-])(?:a|b|c|rc|alpha|beta|dev|snapshot|m|cr|pre|preview)[.-]?\d*$/i;

/** Whether the text is a range; an empty one means every version. PyPI separates the parts with commas. */
export function isRange(range: string): boolean {
  return validRange(spaced(range)) !== null;
}

/** The versions of a range, the oldest first. Prereleases only if they are asked for. */
export function versionsIn(
  range: string,
  versions: readonly string[],
  { prereleases }: { readonly prereleases: boolean },
): string[] {
  const known = versions.flatMap((version) => {
    const read = versionOf(version);
    return read === undefined ? [] : [{ version, read }];
  });
  return known
    .filter(({ version, read }) => prereleases || (read.prerelease.length === 0 && !PRERELEASE.test(version)))
    .filter(({ read }) => satisfies(read, spaced(range), { includePrerelease: true }))
    .toSorted((one, other) => compare(one.read, other.read))
    .map(({ version }) => version);
}

/** The versions in order of age, if every one of them can be read; otherwise as they are. */
export function oldestFirst(versions: readonly string[]): string[] {
  return versions.every((version) => versionOf(version) !== undefined)
    ? versionsIn('', versions, { prereleases: true })
    : [...versions];
}

/** `4.0.0rc1` and `1.0` are no versions of npm. */
function versionOf(version: string): SemVer | undefined {
  return parse(version, { loose: true }) ?? coerce(version, { includePrerelease: true }) ?? undefined;
}

function spaced(range: string): string {
  return range.replaceAll(',', ' ').trim();
}
