import type { Exchange } from '../../harness/trace/view.ts';
import { rule, type Seen } from './rule.ts';

/** Invariants of the invoke phase as a whole. */
export const loopRules = [
  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build */
  rule('loop.order', ({ invocations, exitIndex }) =>
    invocations.flatMap((invocation): Seen<'loop.order'>[] => {
      const { index, delivery, posts, nextPollIndex, faultInjected } = invocation;
      const [first, ...more] = posts;
      if (!delivery.settleable || faultInjected || first === undefined) return [];
      const second = more.find((post) => !follows(post, first));
      if (second !== undefined) {
        return [
          {
            code: 'two-outcomes',
            expected: 'one response or one error, then the next poll',
            actual: `${summary(first)}, then ${summary(second)}, for ${delivery.requestId}`,
            at: second.index,
          },
        ];
      }
      const restarted = exitIndex !== undefined && exitIndex > index && exitIndex < first.index;
      if (nextPollIndex !== undefined && nextPollIndex < first.index && !restarted) {
        return [
          {
            code: 'polls-before-outcome',
            expected: 'next, handler, response or error, next',
            actual: `a poll between the event and the outcome of ${delivery.requestId}`,
            at: nextPollIndex,
          },
        ];
      }
      // Without the following poll the round is incomplete.
      return nextPollIndex === undefined ? [] : ['holds'];
    }),
  ),
];

/** Whether a further post reports the refusal of the first, so that it is not a second outcome. */
function follows(post: Exchange, first: Exchange): boolean {
  const { reply, replyIndex } = first;
  if (reply === undefined || replyIndex === undefined) return false;
  return reply.status >= 300 && replyIndex < post.index;
}

function summary({ request, reply }: Exchange): string {
  return `POST …/${request.endpoint} (${reply?.status ?? 'unanswered'})`;
}
