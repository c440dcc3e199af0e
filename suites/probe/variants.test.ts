/** Language-specific behaviour: panics, and values without a JSON form. */
import { describe, expect, test } from 'vitest';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { javascript, python, runProbe, unhurried } from './drivers/run.ts';
import { handler } from './probe.mjs';

describe('the probe function in JavaScript', unhurried, () => {
  test.each(['async', 'rejection', undefined])('panics past every try and catch (variant %s)', (variant) => {
    const run = runProbe(javascript, [{ probe: 'panic', message: 'boom', variant }, 'after']);

    expect(run).toMatchObject({ exitCode: 1, outcomes: [] });
    expect(run.stderr).toContain('ProbePanic: boom');
  });

  test('throws values that are not errors', () => {
    const events = [{ message: 'just text' }, { value: null }, { value: 7, message: 'unused' }, {}];
    const panics = events.map((event) => ({ probe: 'panic', variant: 'value', ...event }));

    expect(runProbe(javascript, panics).outcomes).toEqual(
      ['just text', 'null', '7', 'undefined'].map((message) => ({ raised: { type: null, message } })),
    );
  });

  test('throws before there is a promise', () => {
    expect(() => handler({ probe: 'panic', variant: 'sync', message: 'early' }, {})).toThrow('early');
    expect(handler('anything else', {})).toBeInstanceOf(Promise);
  });

  test('returns what JSON cannot hold', () => {
    const events = [undefined, 'cyclic', 'bigint', 'function', 'nan'].map((variant) => ({
      probe: 'unserializable',
      variant,
    }));

    expect(runProbe(javascript, events).outcomes).toEqual([
      'unserializable',
      'unserializable',
      'unserializable',
      // The results of JSON.stringify for a function and for NaN.
      {},
      { returned: { value: null, infinity: null } },
    ]);
  });

  test('returns bytes', async () => {
    expect(await handler({ probe: 'binary', base64: 'AP8=' }, {})).toEqual(Buffer.from([0, 255]));
  });

  test('returns a promise that never settles, with an empty event loop', () => {
    // Node exits with 13 when a top-level await is pending and the event loop is empty.
    expect(runProbe(javascript, [{ probe: 'never' }])).toMatchObject({ exitCode: 13, outcomes: [] });
  });
});

describe(...needs('python3', 'the probe function in Python', unhurried), () => {
  test('offers bytes only behind the client that accepts them', () => {
    const event = { probe: 'binary', base64: 'AP8=' };

    expect(runProbe(python, [event]).outcomes).toEqual([{ returned: event }]);
  });

  test('panics past `except Exception`', () => {
    expect(runProbe(python, [{ probe: 'panic', message: 'boom' }]).outcomes).toEqual([
      { panicked: { type: 'ProbePanic', message: 'boom' } },
    ]);
  });

  test('returns what JSON cannot hold', () => {
    const events = [undefined, 'cyclic', 'function', 'nan', 'date'].map((variant) => ({
      probe: 'unserializable',
      variant,
    }));

    expect(runProbe(python, events).outcomes).toEqual(events.map(() => 'unserializable'));
  });

  test('does not flush what it logs', () => {
    // An immediate exit loses buffered output.
    expect(runProbe(python, [{ probe: 'log', stdout: 'lost' }, { probe: 'exit' }]).stdout).toBe('');
  });
});
