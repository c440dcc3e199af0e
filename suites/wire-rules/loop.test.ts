import {
  delivery,
  fault,
  judgesAsTabled,
  poll,
  post,
  reply,
  view,
  type Table,
} from './testing/hand-made-trace.ts';
import { loopRules } from './loop.ts';

const delivered = [poll(1), delivery(1, 'a')].flat();
const taken = [post(2, 'response', 'a'), reply(2, 202)].flat();
const refused = [post(2, 'response', 'a'), reply(2, 413)].flat();

const rows: Table = {
  'loop.order': {
    holds: [
      ['event, response, poll', view(delivered, taken, poll(3))],
      ['event, error, poll', view(delivered, post(2, 'error', 'a'), reply(2, 202), poll(3))],
      ['a report about a refusal', view(delivered, refused, post(3, 'error', 'a'), reply(3, 202), poll(4))],
    ],
    violates: [
      ['a response and an error', view(delivered, taken, post(3, 'error', 'a'), reply(3, 403), poll(4))],
      [
        'both before a reply',
        view(delivered, post(2, 'response', 'a'), post(3, 'error', 'a', { connection: 2 }), poll(4)),
      ],
      ['the response twice', view(delivered, taken, post(3, 'response', 'a'), reply(3, 403))],
      ['a poll before the outcome', view(delivered, poll(2, 2), post(3, 'response', 'a'))],
    ],
    silent: [
      ['sent again after our fault', view(delivered, post(2, 'error', 'a'), fault(2), post(3, 'error', 'a'))],
      [
        'an event that may be answered twice',
        view(poll(1), delivery(1, 'a', false), taken, post(3, 'error', 'a')),
      ],
      [
        'the same id, delivered again',
        view(delivered, taken, poll(3), delivery(3, 'a'), post(4, 'error', 'a')),
      ],
      ['no outcome', view(delivered, poll(2))],
    ],
  },
};

judgesAsTabled(loopRules, rows);
