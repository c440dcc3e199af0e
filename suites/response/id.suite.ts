/** Request ids in the path of a result. */
import { array, constantFrom } from 'fast-check';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { EntryOf } from '../../harness/trace/entry.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { covers, forAll, test } from '../support/test.ts';

/** 128 characters that a path segment allows (RFC 3986). */
const LONG_ID = `${'Az09'.repeat(31)}-._x`;
/** Characters that a path segment allows, and others. */
const CHARACTERS = Array.from('a0.-:+&= /%?#"<>[]{}|^`');

test(
  'puts request ids that are not UUIDs into the path as they are',
  covers('response.id-unmodified').against(ordinaryEvent),
  async (t) => {
    let sandbox = await t.warm();

    for (const requestId of ['test-1', 'Under_score.and-dash', LONG_ID]) {
      if (!sandbox.process.running) sandbox = await t.warm();
      const target = await targetFor(sandbox, requestId);

      const expected = `POST /2018-06-01/runtime/invocation/${requestId}/response`;
      const unmodified = target !== undefined && target.replace(/error$/, 'response') === expected.slice(5);
      t.verify('response.id-unmodified', unmodified, {
        code: 'id-altered',
        expected,
        actual: target === undefined ? 'no post' : `POST ${target}`,
        sandbox,
      });
      if (!unmodified) return;
    }
  },
);

test(
  'escapes request-id characters that a path does not allow',
  covers('response.id-escaped-in-path').against(ordinaryEvent),
  async (t) => {
    await forAll(
      t,
      'response.id-escaped-in-path',
      // A header value cannot begin or end with a blank.
      array(constantFrom(...CHARACTERS), { minLength: 1, maxLength: 20 }).map((characters) =>
        characters.join('').replaceAll(/^ | $/g, '_'),
      ),
      {
        control: { value: 'plain-id', requirement: 'response.id-unmodified', code: 'id-altered' },
        examples: ['a b', 'a/b', '50%', '%41', 'a?b', 'a#b', '.', '..', 'a/../b'],
        weight: 0.5,
        smaller: none,
      },
      async (sandbox, requestId) => {
        // Lambda's own ids need no escaping, so only this requirement is judged with these.
        const target = await targetFor(sandbox, requestId, { settleable: false });
        if (target !== undefined && idIn(target) === requestId) return undefined;

        // A runtime that never posts to the right id would get the same event repeatedly.
        await sandbox.process.terminate('it posts to another invocation');
        return {
          code: 'id-altered',
          expected: `POST …/${encodeURIComponent(requestId)}/response, or another path that decodes to the id`,
          actual: target === undefined ? 'no post' : `POST ${target}`,
        };
      },
    );
  },
);

/** The target of the first post after the delivery of an event with this id. */
async function targetFor(
  sandbox: Sandbox,
  requestId: string,
  options: InvokeOptions = {},
): Promise<string | undefined> {
  const { from } = sandbox.deliver({ n: 1 }, { ...options, requestId });
  const post = await sandbox.trace.waitForOptional(
    (entry): entry is EntryOf<'request'> => entry.kind === 'request' && entry.method === 'POST',
    { awaited: 'the outcome of the invocation', from, limitMs: sandbox.limits.outcomeMs },
  );
  return post?.target;
}

/** The id in the path of a result: split first, then decoded once (RFC 3986). */
function idIn(target: string): string | undefined {
  const [, segment] = /^\/2018-06-01\/runtime\/invocation\/([^/?#]*)\/(?:response|error)$/.exec(target) ?? [];
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Not shrunk: a shorter id explains nothing more. */
function none(): string[] {
  return [];
}
