/** `--versions`: a list, or the releases of a package in a range. */
import { displayQuote } from '../../base/display-quote.ts';
import { HarnessError, toError } from '../../base/errors.ts';
import { isRange, oldestFirst, versionsIn } from './version-order.ts';
import { crates } from './registries/crates.ts';
import { go } from './registries/go.ts';
import { maven } from './registries/maven.ts';
import { npm } from './registries/npm.ts';
import { pypi } from './registries/pypi.ts';
import type { Registry, Surround } from './registries/registry.ts';

const registries: Readonly<Record<string, Registry>> = { npm, pypi, crates, go, maven };

/** One version, as it may stand in a path and in a command. */
const VERSION = /^[\w][\w.+~-]*$/;

interface Asked extends Surround {
  readonly prereleases: boolean;
}

/**
 * The versions that were asked for, the oldest first.
 *
 * @throws {HarnessError} USAGE with one sentence.
 */
export async function askedVersions(text: string, asked: Asked): Promise<readonly string[]> {
  const [, prefix = '', rest = ''] = /^([a-z]+):\s*(.*)$/s.exec(text) ?? [];
  const found = prefix === '' ? listIn(text) : await releases(prefix, rest, asked);
  const odd = found.find((version) => !VERSION.test(version));
  if (odd !== undefined) throw usage(`--versions: ${displayQuote(odd)} cannot be the name of a version.`);
  return found;
}

function listIn(text: string): string[] {
  const versions = text.split(',').map((version) => version.trim());
  const twice = versions.find((version, n) => versions.indexOf(version) !== n);
  if (twice !== undefined) throw usage(`--versions has ${displayQuote(twice)} twice.`);
  return oldestFirst(versions);
}

async function releases(prefix: string, rest: string, asked: Asked): Promise<readonly string[]> {
  const registry = Object.hasOwn(registries, prefix) ? registries[prefix] : undefined;
  if (registry === undefined) {
    const known = new Intl.ListFormat('en').format(Object.keys(registries));
    throw usage(`--versions: there is no registry ${displayQuote(prefix)}; the registries are ${known}.`);
  }
  // The range is what follows a space, or an @ that is not the first letter.
  const [, name = '', range = ''] = /^(.[^\s@]*)[\s@]*(.*)$/s.exec(rest) ?? [];
  if (!registry.isName(name))
    throw usage(
      `--versions: ${displayQuote(name)} is not the name of a package of ${prefix}; an example is ${displayQuote(`${registry.example} >=1.0.0`)}.`,
    );
  if (!isRange(range))
    throw usage(
      `--versions: ${displayQuote(range)} is not a range of versions; examples are ">=1.2.0 <2" and "1.2.0 - 1.5.0".`,
    );
  const all = await registry.versionsOf(name, asked).catch((reason: unknown) => {
    throw usage(`The releases of ${prefix}:${name} could not be listed: ${toError(reason).message}.`, reason);
  });
  const found = versionsIn(range, all, asked);
  if (found.length > 0) return found;
  const [oldest, newest] =
    [versionsIn('', all, { prereleases: true })].map((every) => [every[0], every.at(-1)])[0] ?? [];
  throw usage(
    `--versions: no release of ${prefix}:${name} is in ${displayQuote(range)}; there are ${all.length}, from ${oldest} to ${newest}.`,
  );
}

function usage(message: string, cause?: unknown): HarnessError {
  return new HarnessError('USAGE', message, { cause });
}
