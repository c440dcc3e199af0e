/** Compares the result of an event with what its suite asserts, as AWS's containerized test runner does. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { clip } from '../../base/clip.ts';
import { parseForeignJson } from '../../base/foreign-json.ts';
import type { EventTestFailure } from '../../run/event-suite.ts';
import { valueAt } from './json-path.ts';
import type { EventAssertion } from './suite-file.ts';

/** What came of an event: the runner sees only the body of its invocation. */
export interface EventAnswer {
  /** An object with an errorType is an error, wherever it was posted. */
  readonly kind: 'response' | 'error';
  readonly contentType: string;
  /** The body, as JSON where it is. */
  readonly value: unknown;
}

const LONGEST = 500;

export function answerOf(body: string): EventAnswer {
  try {
    const value = parseForeignJson(body);
    const isError =
      typeof value === 'object' && value !== null && !Array.isArray(value) && 'errorType' in value;
    return { kind: isError ? 'error' : 'response', contentType: 'application/json', value };
  } catch {
    return { kind: 'response', contentType: 'application/unknown', value: body };
  }
}

/** The assertions that do not hold. */
export function failuresOf(assertions: readonly EventAssertion[], answer: EventAnswer): EventTestFailure[] {
  return assertions.flatMap(({ kind, expected, path }) => {
    const wanted = kindOf(kind);
    const told = { assertion: kind, expected: shown(expected) };
    if (wanted !== undefined && wanted !== answer.kind) {
      return [
        { ...told, actual: `${answer.kind === 'error' ? 'an error' : 'a response'}: ${shown(answer.value)}` },
      ];
    }
    const actual = valueAt(subjectOf(kind, answer), path);
    return isDeepStrictEqual(actual, expected) ? [] : [{ ...told, actual: shown(actual) }];
  });
}

/** Which kind of result an assertion is about; undefined for any. */
function kindOf(kind: EventAssertion['kind']): EventAnswer['kind'] | undefined {
  switch (kind) {
    case 'response':
    case 'responseContentType':
      return 'response';
    case 'error':
    case 'errorType':
      return 'error';
    case 'contentType':
      return undefined;
  }
}

function subjectOf(kind: EventAssertion['kind'], { value, contentType }: EventAnswer): unknown {
  if (kind === 'contentType' || kind === 'responseContentType') return contentType;
  return kind === 'errorType' ? valueAt(value, ['errorType']) : value;
}

function shown(value: unknown): string {
  return clip(value === undefined ? 'nothing' : JSON.stringify(value), LONGEST);
}
