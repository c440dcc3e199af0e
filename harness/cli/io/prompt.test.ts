import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { HarnessError } from '../../base/errors.ts';
import { askOn } from './prompt.ts';

/** A person at a terminal: resolves to the question once it is asked. */
function terminal(): { input: PassThrough; output: PassThrough; asked: Promise<string> } {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked = shown(output);
  // What makes readline take Ctrl-C for a key.
  return { input, output: Object.assign(output, { isTTY: true, columns: 80 }), asked };
}

/** All that was written up to the question, which comes in pieces. */
function shown(output: PassThrough): Promise<string> {
  let text = '';
  return new Promise((asked) => {
    output.on('data', (bytes) => {
      text += String(bytes);
      if (text.includes('? ')) asked(text);
    });
  });
}

test('the answer is the line that was typed', async () => {
  const { input, output, asked } = terminal();

  const answer = askOn(input, output)('Which? ');

  expect(await asked).toContain('Which? ');
  input.write('this one\n');
  expect(await answer).toBe('this one');
});

test('there is no answer when the input ends', async () => {
  const { input, output, asked } = terminal();

  const answer = askOn(input, output)('Which? ');

  await asked;
  input.end();
  expect(await answer).toBeUndefined();
});

test('Ctrl-C gives up', async () => {
  const { input, output, asked } = terminal();

  const answer = askOn(input, output)('Which? ');

  await asked;
  input.write('\u0003');
  await expect(answer).rejects.toThrow(HarnessError);
});
