/** Mutations of the lines of a YAML file. */
import { oddTexts, pick, times, type Dice, type Mutation } from './mutation.ts';

const oddLines = [
  '---',
  '...',
  '%YAML 9.9',
  'expected: *nothing',
  '- &a { requirement: loop.order, reason: x }',
  '- *a',
  '  - *b',
  '  - &b [*b]',
  '  - { <<: *a, reason: y }',
  '  - !!binary aGk=',
  '  - ! { requirement: x }',
  '  - { requirement: loop.order, requirement: loop.order, reason: z }',
  '  - { requirement: "loop.*", reason: x, until: 0000-00-00 }',
  '  - { requirement: loop.order, reason: x, when: { os: [] } }',
  '  - { ? [a, b] : c }',
  '  - |',
  '\t- x',
  'expected: []',
  'expected:',
] as const;

/** Each names the one before twice: 2^40 values. */
const laughs = Array.from({ length: 40 }, (_, n) =>
  n === 0 ? '- &l0 [x, x]' : `  - &l${n} [*l${n - 1}, *l${n - 1}]`,
);

type LineMutation = (lines: string[], at: number, dice: Dice) => void;

const lineMutations: readonly [LineMutation, ...LineMutation[]] = [
  (lines, at) => void lines.splice(at, 1),
  (lines, at, dice) =>
    void lines.splice(at, 0, ...Array.from({ length: times(dice, 20_000) }, () => lines[at] ?? '')),
  (lines, at, dice) => void lines.splice(at, 0, pick(oddLines, dice)),
  (lines, at, dice) => void lines.splice(at, 1, `${' '.repeat(dice(6))}${(lines[at] ?? '').trimStart()}`),
  (lines, at, dice) => {
    const line = lines[at] ?? '';
    const place = dice(line.length + 1);
    lines[at] = line.slice(0, place) + pick(oddTexts, dice) + line.slice(place);
  },
  (lines, at, dice) => {
    const deep = pick([10, 1000, 100_000] as const, dice);
    lines.splice(at, 0, `  - ${pick(['[', '{a: ', '- ', '? '] as const, dice).repeat(deep)}`);
  },
  (lines, at, dice) => {
    const count = times(dice, 100_000);
    lines.splice(at, 0, `  - { ${Array.from({ length: count }, (_, n) => `k${n}: ${n}`).join(', ')} }`);
  },
  (lines, at, dice) => {
    lines.splice(at, 0, ...laughs.slice(0, 1 + dice(laughs.length)), '  - { requirement: *l0, reason: *l0 }');
  },
];

export const mutateYaml: Mutation = (bytes, dice) => {
  const lines = bytes.toString('utf8').split('\n');
  for (let left = 1 + dice(3); left > 0; left -= 1)
    pick(lineMutations, dice)(lines, dice(lines.length), dice);
  return Buffer.from(lines.join('\n'));
};
