/** One input: a mutated file and a command that reads it. */
import { byteMutations } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateYaml } from './mutate-yaml.ts';
import { pick, type Dice } from './mutation.ts';
import type { RealFiles } from './real-files.ts';

export type Kind = keyof RealFiles;

/** What stands in the place of the file instead of a text. */
export const oddFiles = ['fifo', 'folder', 'device', 'dangling', 'sparse'] as const;

export interface FuzzInput {
  readonly kind: Kind;
  readonly words: readonly string[];
  /** Where the file is, in the scratch folder. */
  readonly path: string;
  readonly content: Buffer | (typeof oddFiles)[number];
  /** Exit codes with which the command may end, beside 2 for a file that it refuses. */
  readonly codes: readonly number[];
}

type Command = Pick<FuzzInput, 'words' | 'path' | 'codes'>;

const read = (words: readonly string[], codes: readonly number[] = [0], path = 'fuzzed'): Command => ({
  words,
  codes,
  path,
});

/** No config file is used to judge, and none names where reports go: each could name any path. */
const commands: Readonly<Record<Kind, readonly [Command, ...Command[]]>> = {
  run: [
    read(['show', 'c1', 'fuzzed']),
    read(['show', 'd1', 'fuzzed']),
    read(['compare', 'good.json', 'fuzzed'], [0, 1]),
    read(
      [
        'compare',
        'fuzzed',
        'good.json',
        '--report',
        'markdown=compared.md',
        '--report',
        'html=compared.html',
      ],
      [0, 1],
    ),
    read([
      'report',
      'fuzzed',
      ...['html=r.html', 'junit=r.xml', 'terminal'].flatMap((one) => ['--report', one]),
    ]),
    read([
      'report',
      'fuzzed',
      ...['sarif=r.sarif', 'markdown=r.md', 'badge=r.svg'].flatMap((one) => ['--report', one]),
    ]),
    read(['--failed', '--print-config', '--out', 'failed', './bootstrap'], [0], 'failed/run.json'),
  ],
  shard: [read(['merge', 'fuzzed', '--out', 'merged'], [0, 1, 3]), read(['show', 'loop.order', 'fuzzed'])],
  case: [read(['replay', 'fuzzed', '--', './bootstrap'], [3])],
  config: [
    read(['--config', 'fuzzed', '--print-config']),
    read(['--print-config'], [0], 'lambdaspec.config.json'),
  ],
  baseline: [
    read(['--baseline', 'fuzzed', '--print-config', './bootstrap'], [0, 4]),
    read(['baseline', '--baseline', 'fuzzed', './bootstrap'], [3, 4]),
    read(['merge', 'shard.json', '--baseline', 'fuzzed', '--out', 'merged'], [0, 1, 4]),
  ],
};

const kinds = ['run', 'shard', 'case', 'config', 'baseline'] as const;

/** The share of inputs that are no regular file. */
const ODD_FILE = 50;

export function inputFrom(files: RealFiles, dice: Dice): FuzzInput {
  const kind = pick(kinds, dice);
  const command = pick(commands[kind], dice);
  if (dice(ODD_FILE) === 0) return { kind, ...command, content: pick(oddFiles, dice) };
  const structured = kind === 'baseline' ? mutateYaml : mutateJson;
  let content = files[kind];
  if (dice(3) > 0) content = structured(content, dice);
  if (content === files[kind] || dice(4) === 0) content = pick(byteMutations, dice)(content, dice);
  return { kind, ...command, content };
}
