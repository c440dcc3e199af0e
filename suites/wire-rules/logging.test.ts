import type { NewEntry } from '../../harness/trace/entry.ts';
import { delivery, judgesAsTabled, poll, view } from './testing/hand-made-trace.ts';
import { loggingRules } from './logging.ts';

const delivered = [poll(1), delivery(1, 'a')].flat();

function output(text: string, stream: 'stdout' | 'stderr' = 'stdout'): NewEntry {
  return { kind: 'output', stream, bytes: Buffer.from(text), length: Buffer.byteLength(text) };
}

judgesAsTabled(loggingRules, {
  'logging.no-platform-lines': {
    holds: [
      ['no output', view(delivered)],
      ['other lines', view(delivered, output('starting\nthe REPORT RequestId: a\n'))],
    ],
    violates: [
      ['a START line', view(delivered, output('x\nSTART RequestId: a Version: 1\n'))],
      ['a line in two pieces', view(delivered, output('REPORT Req'), output('uestId: a\n'))],
      ['on stderr', view(delivered, output('END RequestId: a\n', 'stderr'))],
    ],
    silent: [['no invocation', view(poll(1), output('START RequestId: a\n'))]],
  },
});
