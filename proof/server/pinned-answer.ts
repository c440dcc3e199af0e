import { headerValue } from '../../harness/base/headers.ts';
import { calls, type CallName, type RequestOptions, requestBytes } from './requests.ts';
import type { Reply } from './reply-parser.ts';
import type { Observation } from './sequence-player.ts';

/** A reply in the notation of the table of pinned answers. */
export function pinnedAnswerOf(reply: Pick<Reply, 'status' | 'headers' | 'body'>, again: boolean): string {
  switch (reply.status) {
    case 200:
      return again ? '200 again' : '200';
    case 400:
      return `400 ${reasonOf(errorOf(reply.body).type)}`;
    case 403:
      return `403 ${transitionOf(errorOf(reply.body).message)}`;
    case 405:
      return `405 ${headerValue(reply.headers, 'allow') ?? 'without Allow'}`;
    default:
      return String(reply.status);
  }
}

/** The answer that the client of the last step saw, without the state afterwards. */
export function observedAnswer(observations: readonly Observation[], client: number): string {
  const own = observations.flatMap((sight) => ('client' in sight && sight.client === client ? [sight] : []));
  return own
    .map((sight) => {
      if (sight.saw !== 'reply') return sight.saw === 'silence' ? 'blocks' : sight.saw;
      return pinnedAnswerOf(
        sight.reply,
        sight.reply.headers.some(([name]) => /aws-request-id/i.test(name)),
      );
    })
    .join(' and ');
}

/** The state in which a 403 says the call was refused. */
export function stateOf(reply: Pick<Reply, 'body'>): string | undefined {
  return transitionOf(errorOf(reply.body).message).split('/')[0];
}

/** The method and the target of a call. */
export function lineOf(call: CallName, options: RequestOptions): [method: string, target: string] {
  const [method = '', target = ''] = requestBytes(call, options).head.toString('latin1').split(' ');
  return calls[call].startsWith(method) ? [method, target] : ['', ''];
}

function errorOf(body: Buffer): { type: string; message: string } {
  const document: unknown = JSON.parse(body.toString());
  const { errorType, errorMessage } = isRecord(document) ? document : {};
  return { type: String(errorType), message: String(errorMessage) };
}

function isRecord(
  value: unknown,
): value is { readonly errorType?: unknown; readonly errorMessage?: unknown } {
  return typeof value === 'object' && value !== null;
}

function reasonOf(errorType: string): string {
  if (errorType === 'InvalidRequestID') return 'id';
  return errorType === 'InvalidFunctionResponseMode' ? 'mode' : errorType;
}

function transitionOf(message: string): string {
  const [, from, to] = /^State transition from (\w+) to (\w+) failed/.exec(message) ?? [];
  return from === undefined ? message : `${from}/${to}`;
}
