/** Attacks through files. */
import { conforms, type HostileBootstrap } from '../hostile-bootstrap.ts';

export const fileAttacks: readonly HostileBootstrap[] = [
  {
    name: 'leaves-5000-files',
    does: 'Leaves 5,000 files in its temporary folder, and serves.',
    attacks: 'files',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '3'],
    expected: conforms,
  },
  {
    name: 'digs-below-the-longest-path',
    does: 'Leaves folders so deep that their path is longer than any call takes, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'locks-its-files',
    does: 'Leaves folders without permissions and a file that not even root may delete, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'names-its-files-badly',
    does: 'Leaves names with line feeds, escapes, broken UTF-8 and options, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'leaves-pipes-sockets-devices',
    does: 'Leaves named pipes, a socket and devices in its temporary folder, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'links-to-the-files-of-the-user',
    does: 'Links from its temporary folder to files of the user and to /, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'mounts-over-its-tmp',
    does: 'Mounts a folder of the user into its temporary folder, where it may, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'fills-512-megabytes',
    does: 'Leaves a file of 512 MB, and serves.',
    attacks: 'files',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '3'],
    expected: conforms,
  },
  {
    name: 'replaces-itself',
    does: 'Leaves another program in its place for the next start.',
    attacks: 'verdict',
    expected: { end: 3, says: 'exited with code 0' },
  },
  {
    name: 'becomes-a-pipe',
    does: 'Leaves a named pipe in its place, and serves.',
    attacks: 'end',
    expected: { end: 3 },
  },
  {
    name: 'dumps-its-core',
    does: 'Asks for core files of any size, and crashes after two results.',
    attacks: 'files',
    options: ['--only', 'next.continues-after-result', '--fail-on', 'should'],
    expected: { end: 1, deviates: ['next.continues-after-result'] },
  },
];
