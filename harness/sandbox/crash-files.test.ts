import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { CrashFiles } from './crash-files.ts';

const JVM = `#
# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007f1c2c0b1139, pid=71, tid=72
#
# JRE version: OpenJDK Runtime Environment (21.0.1+12)
# Problematic frame:
# C  [libcrash.so+0x1139]  crash_me+0x9
#
# Core dump will be written. Default location: /var/task/core.71

---------------  S U M M A R Y ------------
Command Line: Main
`;

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambdaspec-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

function elf(type: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head.writeUInt16LE(type, 16);
  return head;
}

test('moves new crash files and says what they say', () => {
  const [folder, report] = [folderOf({}), folderOf({})];
  const files = new CrashFiles(folder);
  writeFileSync(join(folder, 'hs_err_pid71.log'), JVM);
  writeFileSync(join(folder, 'core.71'), elf(4));

  const found = files.collect(join(report, 'crashes'));

  expect(found).toEqual([
    { path: join(report, 'crashes', 'core.71'), summary: 'a core dump' },
    {
      path: join(report, 'crashes', 'hs_err_pid71.log'),
      summary:
        'A fatal error has been detected by the Java Runtime Environment: SIGSEGV (0xb) at pc=0x00007f1c2c0b1139, pid=71, tid=72 ' +
        'Problematic frame: C  [libcrash.so+0x1139]  crash_me+0x9',
    },
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test('leaves what was there before, and files that only have such a name', () => {
  const folder = folderOf({ 'hs_err_pid1.log': JVM, core: elf(4) });
  const files = new CrashFiles(folder);
  const own = { 'core.js': 'export {};\n', 'core.so': elf(3), 'hs_err_pid2.log': 'notes\n' };
  for (const [name, content] of Object.entries(own)) writeFileSync(join(folder, name), content);

  expect(files.collect(join(folder, 'crashes'))).toEqual([]);

  expect(readdirSync(folder)).toEqual(['core', 'core.js', 'core.so', 'hs_err_pid1.log', 'hs_err_pid2.log']);
});

test('without a report folder the files stay and are named', () => {
  const folder = folderOf({});
  const files = new CrashFiles(folder);
  writeFileSync(join(folder, 'core'), elf(4));

  expect(files.collect(undefined)).toEqual([{ path: 'core', summary: 'a core dump' }]);

  expect(readdirSync(folder)).toEqual(['core']);
});

test('replaces no file in the report, and follows no symlink out of it', () => {
  const report = folderOf({ 'core.71': 'mine' });
  const [first, second] = [folderOf({}), folderOf({})].map((folder) => ({
    folder,
    files: new CrashFiles(folder),
  }));
  if (first === undefined || second === undefined) throw new Error('two folders');
  writeFileSync(join(first.folder, 'core.71'), elf(4));
  writeFileSync(join(second.folder, 'core.71'), elf(4));
  const link = join(folderOf({}), 'crashes');
  symlinkSync(report, link);

  expect(first.files.collect(report)).toEqual([{ path: join(report, 'core-2.71'), summary: 'a core dump' }]);
  expect(second.files.collect(link)).toEqual([]);

  expect(readdirSync(report)).toEqual(['core-2.71', 'core.71']);
  expect(readFileSync(join(report, 'core.71'), 'utf8')).toBe('mine');
  expect(readdirSync(second.folder)).toEqual(['core.71']);
});
