import { expect, test } from 'vitest';
import { type Recording, scriptOf } from '../../harness/cli/export/script.ts';
import { recordingIn } from './reproductions.ts';

const recording: Recording = {
  about: {
    requirement: 'loop.order',
    code: 'two-outcomes',
    message: 'm };',
    expected: 'e',
    actual: '</script>',
  },
  compare: 'exact',
  start: {
    host: '127.0.0.1',
    toldHost: '127.0.0.1',
    arguments: [],
    environment: { _HANDLER: 'probe.handler' },
  },
  turns: [],
};

test('the recording of an exported script makes the same script again', () => {
  const script = scriptOf(recording);
  const stored = recordingIn(script);

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the recording from above
  expect(scriptOf(JSON.parse(stored ?? '') as Recording)).toBe(script);
});

test('a script without a recording has none', () => {
  expect(recordingIn('const recorded = {};')).toBeUndefined();
});
