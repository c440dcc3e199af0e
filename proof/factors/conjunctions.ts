/** Runtimes that are wrong only where two or three factors come together, made from the reference runtime. */
import type { Random } from '../../harness/base/random.ts';
import { factorNames, isForbidden, type Factor } from '../../suites/factors/factor.ts';
import type { Variant } from '../variants/variant.ts';

export interface Conjunction {
  readonly name: string;
  /** The levels that have to come together. */
  readonly levels: ReadonlyMap<Factor, string>;
  readonly variant: Variant;
}

/** Around a power of two from 2^a to 2^b. */
const around = (least: number, most: number): string =>
  `[-1, 0, 1].some((by) => { const power = Math.log2(f.bytes - by); return Number.isInteger(power) && power >= ${least} && power <= ${most}; })`;

/** What a runtime sees of a level, as an expression over the facts `f` of an event. */
const conditions: { readonly [F in Factor]?: Readonly<Record<string, string>> } = {
  event: {
    'one byte': 'f.bytes === 1',
    'around 2^8 to 2^12': around(8, 12),
    'around 2^13 to 2^15': around(13, 15),
    'multiple of 4096': 'f.bytes % 4096 === 0 && f.bytes <= 61_440',
    '64 to 65 KiB': 'f.bytes >= 65_536 && f.bytes <= 66_560',
    'around 2^17 to 2^20': around(17, 20),
    'around 2^21 to 6 MiB': 'f.bytes >= 2 ** 21 - 1',
  },
  content: {
    'two bytes': "f.text.includes('é')",
    'three bytes': "f.text.includes('語')",
    'four bytes': "f.text.includes('🙂')",
    escapes: "f.text.includes('\\\\u0001')",
    'look-alikes': "f.text.includes('HTTP/1.1')",
    blanks: "f.text.startsWith(' ') && f.text.endsWith('\\n')",
    deep: "f.text.includes('[[[[[')",
  },
  result: {
    'multiple of 4096': 'f.result > 0 && f.result % 4096 === 0 && f.result <= 61_440 && f.big',
    '64 to 65 KiB': 'f.result >= 65_536 && f.result <= 66_560 && f.big',
    error: 'f.failed',
    late: 'f.text.includes(\'"sleep"\')',
  },
  names: {
    lower: 'f.raw[0] === f.raw[0].toLowerCase()',
    upper: 'f.raw[0] === f.raw[0].toUpperCase()',
  },
  headers: {
    'no trace id': "!f.names.includes('lambda-runtime-trace-id')",
    caller: "f.names.includes('lambda-runtime-client-context')",
    unknown: "f.names.includes('lambda-runtime-future')",
    repeated: "f.names.filter((name) => name === 'lambda-runtime-future').length === 2",
  },
  framing: {
    'one chunk': "f.names.includes('transfer-encoding')",
    chunks: "f.names.includes('transfer-encoding')",
  },
  connection: {
    'closed after the event': "f.raw.some((text, at) => at % 2 === 1 && text === 'close')",
  },
  before: {
    error: "f.before.at(-1) === 'error'",
    'two errors': "f.before.slice(-2).join() === 'error,error'",
    'error, result': "f.before.slice(-2).join() === 'error,result'",
    'error, two results': "f.before.slice(-3).join() === 'error,result,result'",
    big: "f.before.at(-1) === 'big'",
  },
  number: {
    '2nd': 'f.count === 2',
    '3rd': 'f.count === 3',
    '10th': 'f.count === 10',
    '255th': 'f.count === 255',
    '256th': 'f.count === 256',
    '257th': 'f.count === 257',
  },
};

/** What the runtime does wrong then: the new outcome, as an expression. */
const defects = {
  'alters the outcome':
    "outcome.error === undefined ? { ...outcome, result: { ...outcome.result, body: Buffer.from('\"altered\"') } } : { ...outcome, error: { ...outcome.error, errorMessage: 'altered' } }",
  'never answers': 'new Promise(() => {})',
  ends: 'process.exit(1)',
} as const;

const facts = `
const before = [];
let count = 0;
async function broken(invocation, outcome) {
  count += 1;
  const raw = globalThis.lastRaw ?? [];
  const text = invocation.body.toString();
  const result = outcome.result === undefined ? 0 : outcome.result.body.length;
  const failed = outcome.error !== undefined;
  const f = { count, raw, text, result, failed, before, bytes: invocation.body.length, big: text.includes('"big"'),
    names: raw.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()) };
  const wrong = CONDITION;
  before.push(failed ? 'error' : result >= 65_536 && text.length < 1000 ? 'big' : 'result');
  return wrong ? DEFECT : outcome;
}
`;

/** A runtime with a defect where so many random levels come together. */
export function anyConjunction(random: Random, count: number): Conjunction {
  const pick = <T>(items: readonly T[]): T => {
    const chosen = items[Math.floor(random() * items.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
  const known = factorNames.filter((factor) => conditions[factor] !== undefined);
  const levels = new Map<Factor, string>();
  while (levels.size < count) {
    const factor = pick(known.filter((one) => !levels.has(one)));
    const level = pick(Object.keys(conditions[factor] ?? {}));
    if (![...levels].some(([other, its]) => isForbidden(factor, level, other, its)))
      levels.set(factor, level);
  }
  const defect = pick(Object.keys(defects).filter((name): name is keyof typeof defects => name in defects));
  const condition = [...levels]
    .map(([factor, level]) => `(${conditions[factor]?.[level] ?? 'false'})`)
    .join(' && ');
  const name = `${defect} with ${[...levels].map(([factor, level]) => `${factor} ${level}`).join(' and ')}`;
  return { name, levels, variant: variantWith(name, condition, defects[defect]) };
}

function variantWith(name: string, condition: string, defect: string): Variant {
  return {
    name,
    changes: [
      {
        file: 'exchange.js',
        find: 'headers: incoming.headersDistinct,',
        replace: 'headers: ((globalThis.lastRaw = incoming.rawHeaders), incoming.headersDistinct),',
      },
      {
        file: 'loop.js',
        find: 'const outcome = await run(invocation, runtime);',
        replace: 'const outcome = await broken(invocation, await run(invocation, runtime));',
      },
      {
        file: 'loop.js',
        find: '/** Serves one invocation after another',
        replace: `${facts.replace('CONDITION', condition).replace('DEFECT', defect)}/** Serves one invocation after another`,
      },
    ],
  };
}
