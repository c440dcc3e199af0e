import { expect, test } from 'vitest';
import { separateTraceContext } from './w3c.ts';

const fields = { traceparent: '00-a-b-01', tracestate: 'k=v', baggage: 'user=1' };

test('takes the known fields out of the client context and keeps its other members', () => {
  const custom = { basket: [1] };

  expect(separateTraceContext({ custom, w3c: { ...fields, other: 'x' } })).toEqual({
    clientContext: { custom },
    traceContext: fields,
  });
  expect(separateTraceContext({ w3c: { baggage: 'user=1' } }).traceContext).toEqual({ baggage: 'user=1' });
});

test('drops fields that are not text, and a member that is not an object', () => {
  const odd = { traceparent: 7, tracestate: null, baggage: { user: 1 } };

  for (const w3c of [odd, 'text', 7, null, true, [fields]]) {
    expect(separateTraceContext({ w3c })).toEqual({ clientContext: {}, traceContext: {} });
  }
});

test('has nothing to take where no such member came', () => {
  for (const clientContext of [undefined, null, 'text', [], { custom: {} }]) {
    expect(separateTraceContext(clientContext)).toEqual({ clientContext, traceContext: {} });
  }
});
