/** Attacks through processes, descriptors and the resources of the machine. */
import { conforms, type HostileBootstrap } from '../hostile-bootstrap.ts';

export const processAttacks: readonly HostileBootstrap[] = [
  {
    name: 'multiplies-to-300',
    does: 'Forks 300 processes that go on to fork and end, and serves.',
    attacks: 'processes',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '3'],
    expected: { ...conforms, or: 3 },
  },
  {
    name: 'spins-in-eight-processes',
    does: 'Has eight children that use a processor each, and serves.',
    attacks: 'verdict',
    expected: { ...conforms, or: 3 },
  },
  {
    name: 'slows-everyone-down',
    does: 'Takes the highest priority and gives the harness the lowest, where it sees it, and serves.',
    attacks: 'isolation',
    expected: conforms,
  },
  {
    name: 'stops-its-parent-for-three-seconds',
    does: 'Stops its parent for three seconds, where it sees it, and serves.',
    attacks: 'isolation',
    expected: { ...conforms, or: 3 },
  },
  {
    name: 'kills-everyone-it-sees',
    does: 'Sends SIGKILL to every process that it sees, if that is not the machine, and serves.',
    attacks: 'isolation',
    expected: conforms,
  },
  {
    name: 'traces-its-parent',
    does: 'Attaches to its parent as a debugger, where it sees it, and serves.',
    attacks: 'isolation',
    expected: { ...conforms, or: 3 },
  },
  {
    name: 'writes-into-its-parent',
    does: 'Writes noise into every descriptor of its parent that it can open, and serves.',
    attacks: 'isolation',
    protection: 'namespace',
    expected: conforms,
  },
  {
    name: 'opens-the-debugger',
    does: 'Makes each process of the harness that it sees open its debugger and end with 0 through it, and serves.',
    attacks: 'isolation',
    protection: 'marks',
    expected: conforms,
  },
  {
    name: 'looks-for-the-secret',
    does: 'Ends if it has a variable of the harness, else serves.',
    attacks: 'secrets',
    expected: conforms,
  },
  {
    name: 'looks-for-the-tester',
    does: 'Ends if its environment names the program that tests it, else serves.',
    attacks: 'secrets',
    expected: conforms,
  },
  {
    name: 'leaves-a-daemon-at-its-output',
    does: 'Has a daemon that keeps its output open and writes to it, and serves.',
    attacks: 'end',
    expected: conforms,
  },
  {
    name: 'sets-its-output-nonblocking',
    does: 'Makes its output non-blocking and floods it, and serves.',
    attacks: 'end',
    expected: conforms,
  },
  {
    name: 'grabs-the-terminal',
    does: 'Types a command into the terminal of the user and ends, where it can, else serves.',
    attacks: 'isolation',
    expected: conforms,
  },
  {
    name: 'holds-512-megabytes',
    does: 'Has a child that holds 512 MB, and serves.',
    attacks: 'memory',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '3'],
    expected: conforms,
  },
  {
    name: 'opens-every-descriptor',
    does: 'Has a child that holds 100,000 descriptors, and serves.',
    attacks: 'isolation',
    expected: conforms,
  },
  {
    name: 'leaves-its-control-group',
    does: 'Has a child that moves to the control group at the top, and serves.',
    attacks: 'processes',
    expected: conforms,
  },
  {
    name: 'lives-in-another-time',
    does: 'Restarts itself with a time zone and a locale that do not exist, and serves.',
    attacks: 'verdict',
    expected: conforms,
  },
];
