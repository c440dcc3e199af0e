import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { HarnessError } from '../../base/errors.ts';
import { askOn } from './prompt.ts';

/** A simulated terminal: resolves to the question once it is asked. */
function terminal(): { input: PassThrough; output: PassThrough; asked: Promise<string> } {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked = shown(output);
  // Makes readline treat Ctrl-C as a key.
  return { input, output: Object.assign(output, { isTTY: true, columns: 80 }), asked };
}

/** The text up to the question, which is written in pieces. */
function shown(output: PassThrough): Promise<string> {
  let text = '';
  return new Promise((asked) => {
    output.on('data', (bytes) => {
      text += String(bytes);
      if (text.includes('? ')) asked(text);
    });
  });
}

test('resolves to the typed line', async () => {
  const { input, output, asked } = terminal();

  const answer = askOn(input, output)('Which? ');

  expect(await asked).toContain('Which? ');
  input.write('this one\n');
  expect(await answer).toBe('this one');
});

test('resolves to undefined at the end of the input', async () => {
  const { input, output, asked } = terminal();

  const answer = askOn(input, output)('Which? ');

  await asked;
  input.end();
  expect(await answer).toBeUndefined();
});

test('Ctrl-C rejects', async () => {
  const { input, output, asked } = terminal();

  const answer = askOn(input, output)('Which? ');

  await asked;
  input.write('\u0003');
  await expect(answer).rejects.toThrow(HarnessError);
});
