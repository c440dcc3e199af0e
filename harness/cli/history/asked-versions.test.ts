/** The clients of the registries are programs of the test, which print what the real ones print. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HarnessError } from '../../base/errors.ts';
import { askedVersions } from './asked-versions.ts';

const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-test-'));
const calls = join(folder, 'calls');
const cargoHome = join(folder, 'cargo');
const signal = new AbortController().signal;
const surround = {
  environment: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, CARGO_HOME: cargoHome, HOME: folder },
  signal,
  prereleases: false,
};

const metadata =
  '<metadata><versioning><latest>1.2.0</latest><versions><version>1.0.0</version><version> 1.2.0 </version></versions></versioning></metadata>';

const clients = {
  npm: `case $2 in
    one) echo '"1.2.0"';;
    odd) echo 'no json';;
    gone) echo 'npm error code E404' >&2; echo 'npm error 404 Not Found' >&2; exit 1;;
    *) echo '["1.0.0","1.2.0","1.3.0-rc.1","2.0.0"]';; esac`,
  python3: `echo 'WARNING: pip index is experimental' >&2; echo 'client (4.2.2)'; echo 'Available versions: 1.2.0, 1.1.0rc1, 1.0'`,
  go: `echo '{"Path":"x","Versions":["v1.0.0","v1.2.0","v2.0.0"]}'`,
  cargo: `grep -q 'a_crate = "\\*"' Cargo.toml || { echo 'error: no matching package named' >&2; exit 101; }`,
  mvn: `mkdir -p repository/com/x/lib; echo '${metadata}' >repository/com/x/lib/maven-metadata-central.xml; exit 1`,
};

beforeAll(async () => {
  await mkdir(join(folder, 'bin'));
  for (const [name, script] of Object.entries(clients)) {
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\necho ${name} "$@" >>${calls}\n${script}\n`);
    await chmod(join(folder, 'bin', name), 0o755);
  }
  const index = join(cargoHome, 'registry/index/index.crates.io-1/.cache/a_/cr');
  await mkdir(index, { recursive: true });
  const entries = [
    { vers: '1.0.0' },
    { vers: '1.1.0', yanked: true },
    { vers: '1.2.0', yanked: false, deps: [] },
    { vers: '1.3.0-rc1' },
  ];
  await writeFile(
    join(index, 'a_crate'),
    `\u0003\u0002\0\0\0etag: "x"\0${entries.map((entry) => `${entry.vers}\0${JSON.stringify(entry)}`).join('\0')}\0`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('the releases of a package', () => {
  test.each([
    ['npm:client >=1.1 <2', 'npm view client versions --json', ['1.2.0']],
    ['npm:@scope/client@^1.0.0', 'npm view @scope/client versions --json', ['1.0.0', '1.2.0']],
    ['npm:one', 'npm view one versions --json', ['1.2.0']],
    ['pypi:client', 'python3 -m pip index versions client', ['1.0', '1.2.0']],
    ['go:example.com/x <2', 'go list -m -versions -json example.com/x', ['v1.0.0', 'v1.2.0']],
    ['crates:a_crate', 'cargo generate-lockfile', ['1.0.0', '1.2.0']],
    ['maven:com.x:lib', 'mvn -q -B -Dmaven.repo.local=repository validate', ['1.0.0', '1.2.0']],
  ])('%s: as `%s` lists them', async (asked, call, expected) => {
    await rm(calls, { force: true });

    expect(await askedVersions(asked, surround)).toEqual(expected);
    expect(await readFile(calls, 'utf8')).toContain(call);
  });

  test('may have prereleases', async () => {
    expect(await askedVersions('npm:client >=1.2 <2', { ...surround, prereleases: true })).toEqual([
      '1.2.0',
      '1.3.0-rc.1',
    ]);
  });
});

test.each([
  ['gem:x', 'there is no registry "gem"; the registries are npm, pypi, crates, go, and maven.'],
  ['npm:', '"" is not the name of a package of npm; an example is "npm:aws-lambda-ric >=1.0.0".'],
  ['npm:--version', '"--version" is not the name of a package'],
  ['maven:lib', '"lib" is not the name of a package of maven'],
  ['crates:x; rm', '"x;" is not the name of a package'],
  ['npm:client newest', '"newest" is not a range of versions'],
  ['npm:client >9', 'no release of npm:client is in ">9"; there are 4, from 1.0.0 to 2.0.0.'],
  ['npm:gone', 'could not be listed: npm ended with code 1: npm error code E404 npm error 404 Not Found.'],
  ['npm:odd', 'could not be listed: npm printed what is no list'],
  ['crates:b_crate', 'could not be listed: cargo ended with code 101: error: no matching package named.'],
  ['maven:com.x:other', 'could not be listed: mvn ended with code 1'],
  ['1.0.0,1.0.0', '--versions has "1.0.0" twice.'],
  ['1.0.0,', '"" cannot be the name of a version.'],
  ['../x', '"../x" cannot be the name of a version.'],
  ['1.0.0,-rf', '"-rf" cannot be the name of a version.'],
])('%s: %s', async (asked, sentence) => {
  const thrown: unknown = await askedVersions(asked, surround).catch((reason: unknown) => reason);

  expect(thrown).toBeInstanceOf(HarnessError);
  expect(thrown).toMatchObject({ code: 'USAGE', message: expect.stringContaining(sentence) });
});

test('a client that is not there is a sentence as well', async () => {
  const thrown: unknown = await askedVersions('npm:client', {
    ...surround,
    environment: { PATH: join(folder, 'nothing') },
  }).catch((reason: unknown) => reason);

  expect(String(thrown)).toContain(
    'The releases of npm:client could not be listed: npm could not be started',
  );
});
