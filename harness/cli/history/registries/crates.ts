import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { foreignText } from '../../../base/foreign-file.ts';
import { createFile } from '../../../base/new-file.ts';
import { listedBy } from './listing.ts';
import type { Registry, Surround } from './registry.ts';

const manifest = (name: string): string =>
  `[package]\nname = "list"\nversion = "0.0.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n[dependencies]\n${name} = "*"\n`;

const entry = z.object({ vers: z.string(), yanked: z.boolean().default(false) });

/** Cargo has no command that lists releases. It keeps the index of every crate that it resolves, and that is read. */
export const crates: Registry = {
  example: 'crates:lambda_runtime',
  isName: (name) => /^[a-z][\w-]*$/i.test(name),
  versionsOf: async (name, surround) =>
    listedBy(
      ['cargo', 'generate-lockfile'],
      surround,
      ({ problem }) => (problem === undefined ? indexedVersions(name, surround) : []),
      async (folder) => {
        await createFile(join(folder, 'Cargo.toml'), manifest(name));
        await createFile(join(folder, 'lib.rs'), '');
      },
    ),
};

/** The releases in the index files, of which there is one for each mirror that was ever used. */
function indexedVersions(name: string, { environment }: Surround): string[] {
  const index = join(
    environment['CARGO_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cargo'),
    'registry',
    'index',
  );
  const files = readdirSync(index)
    .map((registry) => join(index, registry, '.cache', indexPath(name)))
    .filter((file) => existsSync(file));
  const entries = files.flatMap((file) =>
    // A header, then version and JSON of each release, all ended by NUL.
    foreignText(file)
      .split('\0')
      .filter((part) => part.startsWith('{'))
      .map((part) => entry.parse(JSON.parse(part))),
  );
  return [...new Set(entries.filter(({ yanked }) => !yanked).map(({ vers }) => vers))];
}

function indexPath(given: string): string {
  const name = given.toLowerCase();
  if (name.length <= 2) return join(String(name.length), name);
  if (name.length === 3) return join('3', name.slice(0, 1), name);
  return join(name.slice(0, 2), name.slice(2, 4), name);
}
