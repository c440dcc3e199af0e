import type { Mutant, SourceChange } from './mutant.ts';

const absent = 'if (invocationId === undefined)\n        return request;';
const value = "'Lambda-Runtime-Invocation-Id': invocationId }";
const refused = 'refuseToGoOnAfter500(reply, request.path);';

/** Defects of the invocation id. */
export const invocationIdMutants: readonly Mutant[] = [
  {
    requirement: 'invocation-id.echoed',
    defect: 'Sends the invocation id with error reports only.',
    changes: [
      inClient(absent, "if (invocationId === undefined || !request.path.endsWith('/error')) return request;"),
    ],
    code: 'not-echoed',
  },
  {
    requirement: 'invocation-id.echoed',
    variant: 'altered',
    defect: 'Sends the first twelve characters of the invocation id.',
    changes: [inClient(value, "'Lambda-Runtime-Invocation-Id': invocationId.slice(0, 12) }")],
    code: 'wrong-value',
  },
  {
    requirement: 'invocation-id.echoed-on-error',
    defect: 'Sends the invocation id with responses only.',
    changes: [
      inClient(absent, "if (invocationId === undefined || request.path.endsWith('/error')) return request;"),
    ],
    code: 'not-echoed',
  },
  {
    requirement: 'invocation-id.absent-not-sent',
    defect: 'Sends an empty invocation id for an event without one.',
    changes: [inClient(absent, ''), inClient(value, "'Lambda-Runtime-Invocation-Id': invocationId ?? '' }")],
    code: 'sent-without-cause',
  },
  {
    requirement: 'invocation-id.never-stale',
    defect: 'Keeps the invocation id until another one comes.',
    changes: [
      inClient(
        absent,
        'const kept = (globalThis.kept = invocationId ?? globalThis.kept);\n    if (kept === undefined)\n        return request;',
      ),
      inClient(value, "'Lambda-Runtime-Invocation-Id': kept }"),
    ],
    code: 'stale',
  },
  {
    requirement: 'invocation-id.per-invocation-in-parallel',
    defect: 'Sends the invocation id of the latest event.',
    changes: [
      {
        file: 'loop.js',
        find: 'const invocation = await api.next(stop);',
        replace: 'const invocation = await api.next(stop); globalThis.latest = invocation.invocationId;',
      },
      inClient(value, "'Lambda-Runtime-Invocation-Id': globalThis.latest ?? invocationId }"),
    ],
    code: 'id-of-another',
  },
  {
    requirement: 'invocation-id.gone-survived',
    defect: 'Ends after a 410.',
    changes: [inClient(refused, `${refused} if (reply.status === 410) throw new RuntimeApiFailure('gone');`)],
    code: 'does-not-go-on',
  },
  {
    requirement: 'invocation-id.gone-survived',
    variant: 'posts-again',
    defect: 'Reports an error after a 410 on its response.',
    changes: [
      inClient(
        refused,
        `${refused} if (reply.status === 410 && request.path.endsWith('/response'))
                    await this.reportError(delivery, { errorType: 'Runtime.Gone', errorMessage: 'gone', stackTrace: [] });`,
      ),
    ],
    code: 'posts-again',
  },
  {
    requirement: 'invocation-id.single',
    defect: 'Sends the invocation id twice.',
    changes: [inClient(value, "'Lambda-Runtime-Invocation-Id': [invocationId, invocationId] }")],
    code: 'sent-twice',
  },
  {
    requirement: 'invocation-id.retry-not-blind',
    defect: 'Sends a result again without the invocation id after a 410.',
    changes: [
      inClient(
        refused,
        `${refused} if (reply.status === 410) return this.#post({ requestId: delivery.requestId }, outcome);`,
      ),
    ],
    code: 'sent-without-id',
  },
];

function inClient(find: string, replace: string): SourceChange {
  return { file: 'runtime-api-client.js', find, replace };
}
