import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { needs } from '../../base/testing/needs-tool.ts';
import { commandTable } from '../options/command-table.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { wordsFor } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { optionTable } from '../options/option-table.ts';

const words = wordsFor(['next.one', 'next.two', 'error.one'], ['2025.11', '2026.05']);
const folder = mkdtempSync(join(tmpdir(), 'lambdaspec-completion-'));
mkdirSync(join(folder, 'boots'));
writeFileSync(join(folder, 'bootstrap'), '');
writeFileSync(join(folder, 'with space'), '');
afterAll(() => rmSync(folder, { recursive: true }));

/** Starting a shell for each test takes seconds on a loaded machine. */
const unhurried = { timeout: 60_000 };

/** The output of a shell; stderr must stay empty. */
function printed(shell: string, ...args: readonly string[]): string {
  const ran = spawnSync(shell, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  expect(ran.stderr).toBe('');
  return ran.stdout;
}

/** What bash offers for the last of these words. */
function offeredByBash(...typed: readonly string[]): string[] {
  const list = ['lambdaspec', ...typed].map((word) => `'${word}'`).join(' ');
  const script = `${bashCompletion(words)}
COMP_WORDS=(${list}) COMP_CWORD=${typed.length}
_lambdaspec
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return printed('bash', '--norc', '-c', script)
    .split('\n')
    .filter((line) => line !== '');
}

describe('bash', () => {
  const everyOption = optionTable.map(({ name }) => `--${name}`);
  const everyCommand = commandTable.map(({ name }) => name);

  test.each([
    [['com'], ['compare', 'completion']],
    [['boot'], ['boots', 'bootstrap']],
    [['with'], ['with space']],
    [[''], [...everyCommand, 'boots', 'bootstrap', 'with space']],
    [['--fa'], ['--failed', '--fail-on']],
    [['-'], everyOption],
    [['list', '--un'], ['--uncovered']],
    [['--fail-on', 's'], ['should']],
    [
      ['--fail-on', '='],
      ['must', 'should', 'may'],
    ],
    [
      ['--fail-on', '=', 'm'],
      ['must', 'may'],
    ],
    [
      ['--only', 'next'],
      ['next', 'next.one', 'next.two'],
    ],
    [
      ['--only', 'next', '--skip', 'err'],
      ['error', 'error.one'],
    ],
    [
      ['--report', 'j'],
      ['json', 'junit'],
    ],
    [['--profile', 'st'], ['streaming']],
    [['--requirements', '2026'], ['2026.05']],
    [
      ['list', '--since', ''],
      ['2025.11', '2026.05'],
    ],
    [['--out', 'b'], ['boots']],
    [
      ['--baseline', 'b'],
      ['boots', 'bootstrap'],
    ],
    [['--seed', ''], []],
    [
      ['explain', 'error'],
      ['error', 'error.one'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [
      ['init', '--language', 'ja'],
      ['javascript', 'java'],
    ],
    [
      ['init', '--ci', 'git'],
      ['github', 'gitlab'],
    ],
    [
      ['replay', 'b'],
      ['boots', 'bootstrap'],
    ],
  ])('%j: %j', (typed, expected) => {
    expect(new Set(offeredByBash(...typed))).toEqual(new Set(expected));
  });

  test('registers the function for lambdaspec', () => {
    expect(printed('bash', '--norc', '-c', `${bashCompletion(words)}\ncomplete -p lambdaspec`)).toBe(
      'complete -F _lambdaspec lambdaspec\n',
    );
  });
});

describe(...needs('fish', 'fish', unhurried), () => {
  test.each([
    ['com', ['compare', 'completion']],
    ['--fail-on s', ['should']],
    ['--only next.', ['next.one', 'next.two']],
    ['explain ', ['next', 'next.one', 'next.two', 'error', 'error.one']],
    ['completion z', ['zsh']],
    ['--out bo', ['boots/']],
    ['--baseline boot', ['boots/', 'bootstrap']],
    ['--unc', ['--uncovered']],
  ])('%s: %j', (typed, expected) => {
    const script = `${fishCompletion(words)}complete -C 'lambdaspec ${typed}'`;
    const offered = printed('fish', '--no-config', '-c', script)
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '')
      .filter((word) => word !== '');

    expect(new Set(offered)).toEqual(new Set(expected));
  });
});

describe(...needs('zsh', 'zsh', unhurried), () => {
  test('loads the script', () => {
    const script = `autoload -U compinit && compinit -D -u\n${zshCompletion(words)}\nprint $_comps[lambdaspec]`;

    expect(printed('zsh', '-f', '-c', script)).toBe('_lambdaspec\n');
  });

  // A pseudo-terminal in which zsh lists its completions after a word and Tab. zsh lists nothing while further input waits,
  // and a pattern to wait for would hang where it lists nothing, so a fixed pause precedes the next input.
  test.each([
    ['explain ne', ['next', 'next.one', 'next.two']],
    ['--fail-on ', ['must', 'should', 'may']],
    ['--only er', ['error', 'error.one']],
    ['com', ['compare', 'completion']],
    ['--unc', ['--uncovered']],
  ])('%s: %j', (typed, expected) => {
    writeFileSync(join(folder, '_lambdaspec'), zshCompletion(words));
    const script = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1= ; autoload -U compinit && compinit -D -u; source ${join(folder, '_lambdaspec')}; LISTMAX=0'
zpty -w shell 'bindkey "^I" list-choices; zstyle ":completion:*" list-prompt ""; print rea''dy'
zpty -r shell line '*ready*'
zpty -w -n shell 'lambdaspec ${typed}'$'\\t'
sleep 2
zpty -w -n shell $'\\x15print do''ne\\n'
zpty -r shell line '*done*'
print -r -- $line`;
    const offered = printed('zsh', '-f', '-c', script);

    for (const word of expected) expect(offered).toContain(word);
  });
});
