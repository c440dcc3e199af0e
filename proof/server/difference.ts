/**
 * Compares the observations of the clients of two Runtime APIs. Values that always differ, such as ids and dates, are
 * compared by format.
 */
import { headerValues } from '../../harness/base/headers.ts';
import type { PlayedStep, Observation } from './sequence-player.ts';
import type { Reply } from './reply-parser.ts';
import { describeStep } from './step.ts';

/** One difference between two Runtime APIs at the same step. */
export interface AnswerDifference {
  /** Counted from 1. */
  readonly call: number;
  readonly step: string;
  /** Whether only a header differs, in replies with the same meaning. */
  readonly header: boolean;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * The differences between two plays of the same steps. A difference in headers does not end the comparison; any other
 * leaves the two servers in different states and ends it.
 */
export function differences(ours: readonly PlayedStep[], theirs: readonly PlayedStep[]): AnswerDifference[] {
  const found: AnswerDifference[] = [];
  for (const [index, { step, observations }] of ours.entries()) {
    const other = theirs[index]?.observations ?? [];
    const at = { call: index + 1, step: describeStep(step) };
    const [mine, its] = [meanings(observations), meanings(other)];
    if (mine !== its) return [...found, { ...at, header: false, ours: mine, theirs: its }];
    const [fields, otherFields] = [headersOf(observations), headersOf(other)];
    for (const field of fields.filter((text) => !otherFields.includes(text))) {
      const counterpart = otherFields.find((text) => nameOf(text) === nameOf(field));
      found.push({ ...at, header: true, ours: field, theirs: counterpart ?? `no ${nameOf(field)}` });
    }
    for (const field of otherFields.filter(
      (text) => !fields.some((mineToo) => nameOf(mineToo) === nameOf(text)),
    )) {
      found.push({ ...at, header: true, ours: `no ${nameOf(field)}`, theirs: field });
    }
  }
  return found;
}

/** The observations without headers. */
function meanings(observations: readonly Observation[]): string {
  const texts = observations.map((sight) => {
    switch (sight.saw) {
      case 'reply':
        return `client ${sight.client} got ${sight.reply.status} ${sight.reply.reason} ${bodyOf(sight.reply)}`;
      case 'end':
        return `client ${sight.client} was disconnected`;
      case 'malformed':
        return `client ${sight.client} got a malformed reply`;
      case 'silence':
        return `client ${sight.client} waits`;
      case 'nothing-to-do':
        return 'left out';
    }
  });
  return texts.length === 0 ? 'nothing' : texts.toSorted().join('; ');
}

function bodyOf({ body, headers }: Reply): string {
  const text = body.toString();
  // The request ids differ, so an event is compared by its place in the sequence.
  return headerValues(headers, 'lambda-runtime-aws-request-id').length > 0
    ? `event ${text}`
    : JSON.stringify(text);
}

/** Headers as `status name: format of the value`, sorted. */
function headersOf(observations: readonly Observation[]): string[] {
  return observations
    .flatMap((sight) =>
      sight.saw !== 'reply'
        ? []
        : sight.reply.headers.map(
            ([name, value]) =>
              `${sight.reply.status} ${name.toLowerCase()}: ${shapeOf(name, value, sight.reply)}`,
          ),
    )
    .toSorted();
}

function nameOf(field: string): string {
  return field.split(': ', 1)[0] ?? '';
}

const shapes: readonly (readonly [string, RegExp])[] = [
  ['(a date)', /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/],
  ['(a UUID)', /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/],
  ['(a time in ms)', /^\d{13}$/],
  ['(the ARN of a function)', /^arn:aws:lambda:[\w-]+:\d{12}:function:[\w-]+$/],
  ['(a trace id)', /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=[01]$/],
];

function shapeOf(name: string, value: string, { body }: Reply): string {
  if (name.toLowerCase() === 'content-length' && Number(value) === body.length) return '(that of the body)';
  return shapes.find(([, pattern]) => pattern.test(value))?.[0] ?? value;
}
