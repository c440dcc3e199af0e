/**
 * Kills the command, its worker or its guards at random moments, and tells what is left two seconds later.
 *
 *   npm run kills                 100 times
 *   npm run kills -- 1000 7       1000 times, with the random seed 7
 *
 * Exit code 0: nothing was left.
 */
import { protectionHere } from '../../harness/process/isolation.ts';
import { seededRandom } from '../../harness/base/random.ts';
import { wholeNumber } from '../support/numbers.ts';
import { killAtRandom, type Kill } from './kill-harness.ts';

const SIDE_BY_SIDE = 2;

const [times = '100', seed = '1'] = process.argv.slice(2);
const random = seededRandom(wholeNumber('seed', seed));
const kills: Kill[] = [];
let waiting = wholeNumber('times', times);
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    while (waiting > 0) {
      waiting -= 1;
      const kill = await killAtRandom(random);
      kills.push(kill);
      const left = [...kill.processes, ...kill.files];
      if (left.length > 0)
        console.error(`${kill.victims} after ${String(kill.afterMs)} ms left: ${left.join('; ')}`);
    }
  }),
);
const sum = (count: (kill: Kill) => number): number => kills.reduce((total, kill) => total + count(kill), 0);
const processes = sum((kill) => kill.processes.length);
const files = sum((kill) => kill.files.length);
console.log(
  `${String(kills.length)} runs, protected by ${protectionHere()}: ${String(sum((kill) => kill.killed))} processes killed, ` +
    `${String(processes)} processes and ${String(files)} files left`,
);
process.exitCode = processes + files === 0 ? 0 : 1;
