import { wholeNumber } from '../support/numbers.ts';
import { parseArgs } from 'node:util';
import type { Axes, Load } from './condition.ts';
import { referenceBootstrap } from '../support/places.ts';

/** The command to run, the number of runs, and their conditions. */
export interface StabilityOptions {
  readonly times: number;
  readonly sideBySide: number;
  readonly axes: Axes;
  /** The seed of every run; if absent, each run has its own. */
  readonly seed?: number;
  readonly build: boolean;
  /** Arguments of the command beside seed, jobs and reports; the bootstrap comes last. */
  readonly words: readonly string[];
}

const loads: readonly Load[] = ['idle', 'busy'];

export function stabilityOptions(argv: readonly string[]): StabilityOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    allowNegative: true,
    options: {
      times: { type: 'string', default: '20' },
      'side-by-side': { type: 'string', default: '1' },
      node: { type: 'string', default: '20,22,24' },
      jobs: { type: 'string', default: '1,2,8,default' },
      load: { type: 'string', default: loads.join(',') },
      seed: { type: 'string' },
      build: { type: 'boolean', default: true },
      probe: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      handler: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string', multiple: true, default: [] },
    },
  });
  const reference = positionals.length === 0;
  return {
    times: wholeNumber('times', values.times),
    sideBySide: wholeNumber('side-by-side', values['side-by-side']),
    axes: {
      node: list('node', values.node, /^\d+(\.\d+){0,2}$/),
      jobs: list('jobs', values.jobs, /^([1-9]\d*|default)$/),
      load: loads.filter((load) => list('load', values.load, /^(idle|busy)$/).includes(load)),
    },
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    build: values.build,
    words: [
      ...(values.quick ? ['--quick'] : []),
      ...(values.probe || reference ? ['--probe'] : []),
      ...(values.handler === undefined ? [] : ['--handler', values.handler]),
      ...values.only.flatMap((what) => ['--only', what]),
      ...values.profile.flatMap((name) => ['--profile', name]),
      '--',
      ...(reference ? [referenceBootstrap] : positionals),
    ],
  };
}

function list(option: string, given: string, form: RegExp): readonly string[] {
  const values = given.split(',');
  const wrong = values.find((value) => !form.test(value));
  if (wrong !== undefined) throw new Error(`--${option}: "${wrong}" is not a valid value (${form.source})`);
  return [...new Set(values)];
}
