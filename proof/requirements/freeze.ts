/** `npm run freeze -- 2026.11`: writes the catalogue as the set of this release. A set of an earlier release is not written again. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolVersion } from '../../harness/base/package.ts';
import { home } from '../support/places.ts';
import { digestOf, releasesIn, setText } from './set-file.ts';

const [set = ''] = process.argv.slice(2);
const folder = join(home, 'suites', 'requirements');
const pins = join(folder, 'pinned-sets.json');
const released = releasesIn(await readFile(join(home, 'CHANGELOG.md'), 'utf8'));

/** The release whose set this is already. */
async function releaseOf(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return /"release": "([^"]*)"/.exec(text ?? '')?.[1];
}

async function freeze(): Promise<string> {
  if (!/^\d{4}\.\d{2}$/.test(set)) return 'name the set after its month: npm run freeze -- 2026.11';
  const file = join(folder, 'sets', `${set}.json`);
  const release = await releaseOf(file);
  if (release !== undefined && (release !== toolVersion() || released.includes(release)))
    return `${set} is the set of ${release}, and a set is never changed; name another`;
  const text = setText(set, toolVersion());
  await writeFile(file, text);
  const known: unknown = JSON.parse(await readFile(pins, 'utf8').catch(() => '{}'));
  await writeFile(pins, `${JSON.stringify({ ...Object(known), [set]: digestOf(text) }, null, 2)}\n`);
  return `wrote ${file} and its digest; sets/index.ts has to import it`;
}

process.stdout.write(`${await freeze()}\n`);
