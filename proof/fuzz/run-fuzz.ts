/**
 * Mutates run, case, config and baseline files that the tool has written, and runs the commands that read them: each ends with a documented
 * exit code and a sentence, without a stack, within 5 s of processor time and 512 MB.
 *
 * A process of its own for each input would take most of the time, so a child process (fuzzed-command.ts) runs the compiled command for many
 * inputs and measures each: the processor time and the peak of its memory. One in a hundred inputs is a whole process. No input starts a
 * bootstrap but a script in the scratch folder that ends at once: in the child every command is interrupted before it would start one, and
 * a config file is only printed.
 *
 *   npm run fuzz -- --count 20000 --seed 1 --jobs 2 [--keep <folder>]
 */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../support/numbers.ts';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'string' },
  },
});

const ends = new Map<string, number>();
const most = { wallMs: 0, cpuMs: 0, peakMb: 0 };
let [done, broken, whole] = [0, 0, 0];
const WHOLE_EVERY = 100;
await fuzz({
  count: wholeNumber('count', values.count),
  seed: wholeNumber('seed', values.seed),
  jobs: wholeNumber('jobs', values.jobs),
  wholeEvery: WHOLE_EVERY,
  keep: values.keep,
  onEnd: ({ kind, words, content }, ended, number) => {
    done += 1;
    if (number % WHOLE_EVERY === WHOLE_EVERY - 1) whole += 1;
    const end = `${kind} ${ended.exitCode}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    for (const key of ['wallMs', 'cpuMs', 'peakMb'] as const) most[key] = Math.max(most[key], ended[key]);
    if (done % 500 === 0) process.stdout.write(`${done} done\n`);
    if (ended.objections.length === 0) return;
    broken += 1;
    const size = typeof content === 'string' ? content : `${content.length} bytes`;
    process.stdout.write(`BROKEN ${number} (${size}): ${words.join(' ')}\n`);
    for (const objection of ended.objections) process.stdout.write(`  ${objection}\n`);
  },
});
for (const [end, count] of [...ends].toSorted(([one], [other]) => one.localeCompare(other)))
  process.stdout.write(`${end}: ${count}\n`);
const shown = `${Math.round(most.cpuMs)} ms of processor time, ${Math.round(most.wallMs)} ms in all, ${Math.round(most.peakMb)} MB`;
process.stdout.write(
  `${done} files, ${whole} of them with a process of their own; at most ${shown}; ${broken} broken promises\n`,
);
process.exitCode = broken === 0 ? 0 : 1;
