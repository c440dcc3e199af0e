import { rule } from './rule.ts';

const NEXT = '/2018-06-01/runtime/invocation/next';

/** Invariants of polling. */
export const nextRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next */
  rule('next.polls-documented-path', ({ exchanges }) => {
    const [first] = exchanges.filter(({ request }) => request.endpoint !== 'extension-register');
    if (first === undefined || first.request.endpoint === 'init-error') return [];
    const { method, target } = first.request;
    if (method === 'GET' && target === NEXT) return ['holds'];
    return [
      {
        message: 'The first request of the runtime is not the documented poll.',
        expected: `GET ${NEXT}`,
        actual: `${method} ${target}`,
        at: first.index,
      },
    ];
  }),

  rule('next.one-outstanding', ({ exchanges }) => {
    const polls = exchanges.filter(({ request }) => request.endpoint === 'next');
    return polls.map((poll, position) => {
      const open = polls
        .slice(0, position)
        .find(
          ({ replyIndex, request }) =>
            (replyIndex === undefined || replyIndex > poll.index) &&
            request.connection !== poll.request.connection,
        );
      return open === undefined
        ? 'holds'
        : {
            message: 'The runtime had two polls outstanding at the same time.',
            expected: 'one `next` at a time',
            actual: `a poll on connection ${poll.request.connection} while the one on connection ${open.request.connection} was unanswered`,
            at: poll.index,
          };
    });
  }),
];
