import type { CallName, IdChoice } from './requests.ts';

/** One step of a sequence. Clients are numbered; their connection is opened at first use. */
export type ClientStep =
  /** An event is queued. */
  | { readonly do: 'invoke' }
  /** A complete request is sent; skipped if the client waits for a reply. */
  | {
      readonly do: 'call';
      readonly client: number;
      readonly call: CallName;
      readonly id?: IdChoice;
      readonly mode?: string;
      /** Bytes of the body. Default: a short JSON text. */
      readonly size?: number;
      readonly chunks?: readonly number[];
      /** Fractions at which the request is split into pieces. */
      readonly cuts?: readonly number[];
    }
  /** The head and part of the body of a result are sent. */
  | {
      readonly do: 'begin';
      readonly client: number;
      readonly call: 'response' | 'error';
      readonly id: IdChoice;
      readonly chunks?: readonly number[];
    }
  /** The rest of the body is sent. */
  | { readonly do: 'finish'; readonly client: number }
  /** The client closes its connection at any time; it reconnects when it is used again. */
  | { readonly do: 'leave'; readonly client: number; readonly how: 'end' | 'reset' }
  /** The sandbox is restored from its snapshot. */
  | { readonly do: 'restore' };

/** A step in a few words. */
export function describeStep(step: ClientStep): string {
  switch (step.do) {
    case 'invoke':
    case 'restore':
      return step.do;
    case 'call': {
      const details = [
        step.id === undefined ? undefined : `${step.id} id`,
        step.mode === undefined ? undefined : `mode ${JSON.stringify(step.mode)}`,
        step.size === undefined ? undefined : `${step.size} bytes`,
        step.chunks === undefined ? undefined : 'chunked',
      ].filter((detail) => detail !== undefined);
      return `client ${step.client}: ${step.call}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
    }
    case 'begin':
      return `client ${step.client}: begins ${step.call} (${step.id} id)`;
    case 'finish':
      return `client ${step.client}: finishes`;
    case 'leave':
      return `client ${step.client}: leaves (${step.how})`;
  }
}
