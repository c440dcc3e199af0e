/** Attacks through text that a terminal, a workflow runner, a report or a parser could obey. */
import { conforms, judgedBy, type HostileBootstrap } from '../hostile-bootstrap.ts';

export const textAttacks: readonly HostileBootstrap[] = [
  {
    name: 'prints-zeros-and-half-characters',
    does: 'Prints 64 MB of NUL bytes and of halves of characters, and serves.',
    attacks: 'memory',
    expected: conforms,
  },
  {
    name: 'serves',
    arguments: [
      '\u001b]0;owned\u0007',
      '::error file=a::owned',
      '##[error]owned',
      '\u202eowned',
      '-n',
      '$(id)',
    ],
    does: 'Serves, and is started with arguments of escapes and commands.',
    attacks: 'text',
    expected: conforms,
  },
  {
    name: 'pollutes-prototypes',
    does: 'Names members `__proto__` and `constructor` in descriptions, results and errors.',
    attacks: 'verdict',
    expected: { end: 0, or: 3 },
  },
  {
    name: 'describes-itself-at-length',
    does: 'Describes itself with 20,000 actions of escapes, and serves.',
    attacks: 'text',
    expected: { end: 0, or: 3 },
  },
  {
    name: 'plays-the-report',
    does: 'Prints the last line of a report that conforms, and ends.',
    attacks: 'verdict',
    expected: { end: 3, says: 'exited with code 0 before it asked' },
  },
  {
    name: 'speaks-to-the-workflow',
    does: 'Puts commands of a workflow runner into its output, its errors and its paths.',
    attacks: 'text',
    ...judgedBy('error.stack-trace-is-strings', 'http.only-known-paths'),
  },
  {
    name: 'fails-with-workflow-commands',
    does: 'Reports a failed init full of commands of a workflow runner.',
    attacks: 'text',
    expected: { end: 3, says: 'reported a failed init' },
  },
];
