/** Attacks that were thought of without a look at the code. */
import { conforms, type HostileBootstrap } from '../hostile-bootstrap.ts';

export const attacksOfStrangers: readonly HostileBootstrap[] = [
  {
    name: 'traces-its-init',
    does: 'Attaches to the first process of its namespace as a debugger, and serves.',
    attacks: 'isolation',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'nests-namespaces',
    does: 'Makes 20 process namespaces, one in another, with a deaf process in each, and serves.',
    attacks: 'processes',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'makes-its-files-immutable',
    does: 'Makes files and folders in its /tmp immutable, and serves.',
    attacks: 'files',
    expected: conforms,
  },
  {
    name: 'leaves-its-mounts',
    does: 'Makes its mounts shared, mounts a file system in its /tmp, and serves.',
    attacks: 'isolation',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'leaves-shared-memory',
    does: 'Leaves a segment, a queue and a file in /dev/shm, and serves, if no earlier start has left any.',
    attacks: 'files',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'takes-the-descriptors-of-its-init',
    does: 'Writes noise into each descriptor of the first process of its namespace, and serves.',
    attacks: 'isolation',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'takes-away-its-permission',
    does: 'Takes the permission to be started from itself at its first start, and serves.',
    attacks: 'end',
    expected: { end: 3, or: 1 },
  },
  {
    name: 'comes-from-another-address',
    does: 'Connects from another address of the machine, and serves.',
    attacks: 'verdict',
    expected: conforms,
  },
];
