/** Attacks that hide processes from a search for marks, or that end the guard. */
import { conforms, type HostileBootstrap } from '../hostile-bootstrap.ts';

/** Each removes what the search by marks relies on, so only a namespace ends all of its processes. */
export const escapes: readonly HostileBootstrap[] = [
  {
    name: 'takes-off-every-mark',
    does: 'Has ten children that fork twice, open a session, clear their environment and change the limit that marks them, and serves.',
    attacks: 'processes',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'lives-as-a-zombie',
    does: 'Has a child without marks whose first thread ends while another runs, so that it looks like a zombie, and serves.',
    attacks: 'processes',
    protection: 'namespace',
    expected: conforms,
  },
  ...(['SIGSTOP', 'SIGKILL'] as const).map((signal): HostileBootstrap => ({
    name: 'attacks-the-guard',
    arguments: [signal],
    does: `Sends ${signal} to every guard and SIGKILL to every harness that it sees, beside a child without marks, and serves.`,
    attacks: 'processes',
    protection: 'namespace',
    expected: conforms,
  })),
];
