/** The size and the bytes of a result. */
import { ordinaryEvent, shortText } from '../support/controls.ts';
import { covers, test } from '../support/test.ts';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** Text that JSON need not escape, with characters of two, three and four bytes. */
const SCRIPTS = ['zażółć gęślą jaźń ', 'Привет, мир! ', 'مرحبا بالعالم ', '日本語の文字列', '🙂🚀👍🏽'];
const REPEATED = 100;
/** Tolerates quotes, a newline and a word that a function adds. */
const MOST_INFLATION = 1.1;

test(
  'sends a binary result untouched',
  covers('response.binary-untouched').against(ordinaryEvent),
  async (t) => {
    const sandbox = await t.warm();

    const outcome = await sandbox.invoke({ probe: 'binary', base64: EVERY_BYTE.toString('base64') });

    const type = outcome.header('content-type') ?? '';
    if (outcome.kind === 'error' || (outcome.json !== undefined && /\bjson\b/i.test(type))) {
      t.notApplicable('The runtime has no binary results: it makes JSON, or an error, of the bytes.');
    }
    t.verify('response.binary-untouched', outcome.body.equals(EVERY_BYTE), {
      code: 'bytes-altered',
      expected: 'the bytes 00 to FF',
      actual: `${outcome.length} bytes: ${outcome.body.subarray(0, 64).toString('hex')}…`,
    });
    t.verify('response.binary-untouched', !/\b(?:json|x-www-form-urlencoded)\b/i.test(type), {
      code: 'wrong-content-type',
      expected: 'a Content-Type that fits bytes, such as application/octet-stream',
      actual: `Content-Type: ${type}`,
    });
  },
);

test(
  'does not inflate text with escapes that JSON does not need',
  covers('response.no-needless-escaping').against(shortText),
  async (t) => {
    const sandbox = await t.warm();

    for (const script of SCRIPTS) {
      const text = script.repeat(REPEATED);
      const outcome = await sandbox.invoke(text);
      if (outcome.kind === 'error') continue;

      const size = Buffer.byteLength(text);
      t.verify('response.no-needless-escaping', outcome.length <= MOST_INFLATION * size, {
        code: 'needless-escapes',
        expected: `at most ${Math.round(MOST_INFLATION * size)} bytes for ${size} bytes of UTF-8`,
        actual: `${outcome.length} bytes: ${outcome.text.slice(0, 60)}…`,
        counterexample: JSON.stringify(script),
      });
    }
  },
);
