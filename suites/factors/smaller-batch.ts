/** Reduces a batch that failed to the factors that matter, and names them. */
import { chargeFor, type Blamed, type SessionFault, type Symptom } from '../sessions/blame.ts';
import type { Batch } from './batch.ts';
import { eventsBefore, inRow, levelOf, setFactors, type Factor, type Row } from './factor.ts';
import type { Failed } from './play-batch.ts';

/** Batches with less in them, the most promising first. */
export function* smallerBatches(batch: Batch, failed: Failed | undefined): Generator<Batch> {
  const { plain, rows } = batch;
  if (rows.length > 1) {
    const row = rows[failed?.row ?? rows.length - 1] ?? {};
    const events = failed?.events ?? 0;
    const earlier = Math.max(0, events - before(row));
    yield { plain: 0, rows: [row] };
    yield { plain: events, rows: [{}] };
    yield { plain: earlier, rows: [row] };
    const until = failed === undefined ? rows.length : failed.row + 1;
    for (const count of [2, 3, 5, 10, 40, Math.ceil(until / 2)]) {
      if (count < until) yield { plain, rows: rows.slice(until - count, until) };
    }
    if (until < rows.length) yield { plain, rows: rows.slice(0, until) };
    return;
  }
  const [row = {}] = rows;
  for (const fewer of new Set([0, Math.floor(plain / 2), plain - 1])) {
    if (fewer >= 0 && fewer < plain) yield { plain: fewer, rows };
  }
  for (const simpler of simplerRows(row)) {
    // What no longer comes before it is replaced, so that its place stays.
    const fewer = plain === 0 ? 0 : before(row) - before(simpler);
    yield { plain: plain + fewer, rows: [simpler] };
  }
}

function before(row: Row): number {
  return eventsBefore(inRow(row, 'before'), inRow(row, 'gap'));
}

/** The row with half of its factors at the plain level, then with each of them. */
function* simplerRows(row: Row): Generator<Row> {
  const set = setFactors(row);
  // The place follows from the events before it.
  if (set.includes('number')) {
    yield without(row, ['number']);
    return;
  }
  const half = Math.ceil(set.length / 2);
  if (set.length > 3) {
    yield without(row, set.slice(half));
    yield without(row, set.slice(0, half));
  }
  if (set.length > 0) for (const factor of set) yield without(row, [factor]);
}

function without(row: Row, dropped: readonly Factor[]): Row {
  const gone = new Set<string>(dropped);
  if (gone.has('event')) gone.add('eventBytes');
  if (gone.has('result')) gone.add('resultBytes');
  if (gone.has('content')) gone.add('word');
  return Object.fromEntries(Object.entries(row).filter(([name]) => !gone.has(name)));
}

/** What matters of a reduced batch, as the end of a sentence about an event. */
export function describeBatch({ plain, rows }: Batch): string {
  if (rows.length > 1) return `in a session of ${rows.length} varied events`;
  const [row = {}] = rows;
  const factors = setFactors(row).filter((factor) => factor !== 'number');
  const named = factors.map((factor) => saysOf(row, factor));
  const list =
    named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''} together`;
  const place = plain === 0 ? '' : `as event ${plain + before(row) + 1} of its process`;
  return (
    [place, list === '' ? '' : `with ${list}`].filter((part) => part !== '').join(', ') || 'as a plain event'
  );
}

function saysOf(row: Row, factor: Factor): string {
  const { says } = levelOf(factor, inRow(row, factor));
  if (factor === 'content' && row.word !== undefined) return `${says} (${JSON.stringify(row.word)})`;
  const bytes = factor === 'event' ? row.eventBytes : factor === 'result' ? row.resultBytes : undefined;
  return bytes === undefined ? says : `${says} (${bytes.toLocaleString('en-US')} bytes)`;
}

/** What a single factor breaks, as the command of a session that varies only it. */
function commandOf(row: Row): Blamed | undefined {
  const factors = setFactors(row).filter((factor) => factor !== 'number');
  const [factor] = factors;
  if (factor === undefined || factors.length > 1) return undefined;
  if (factor === 'result' && row.resultBytes !== undefined) return { do: 'big' };
  return commands[`${factor}: ${inRow(row, factor)}`] ?? commands[factor];
}

const commands: Readonly<Record<string, Blamed>> = {
  framing: { do: 'chunked' },
  segments: { do: 'segments' },
  connection: { do: 'close-behind' },
  names: { do: 'headers' },
  headers: { do: 'headers' },
  'reply: late': { do: 'delay-reply' },
  'reply: pieces': { do: 'segments' },
  'result: error': { do: 'throw' },
  'gap: freeze': { do: 'freeze' },
  'before: malformed': { do: 'malformed' },
};

/** The symptom behind a charge that names no cause. */
const symptoms: Partial<Record<SessionFault['requirement'], Symptom>> = {
  'response.exactly-one-outcome': 'no-outcome',
  'next.continues-after-result': 'no-poll',
  'shutdown.stays-while-healthy': 'ended',
};

/** Charges the requirement of the factor that alone is to blame, and names the factors that matter. */
export function blameFactors<
  Fault extends { readonly requirement?: string | undefined; readonly expected: string },
>(batch: Batch, fault: Fault): Fault {
  const symptom = isSymptomatic(fault.requirement) ? symptoms[fault.requirement] : undefined;
  const command = batch.rows.length === 1 && batch.plain === 0 ? commandOf(batch.rows[0] ?? {}) : undefined;
  return {
    ...fault,
    ...(symptom === undefined || command === undefined ? {} : chargeFor(command, symptom)),
    expected: `${fault.expected}: an event ${describeBatch(batch)}`,
  };
}

function isSymptomatic(requirement: string | undefined): requirement is SessionFault['requirement'] {
  return requirement !== undefined && requirement in symptoms;
}
