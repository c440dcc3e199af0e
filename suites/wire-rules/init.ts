/**
 * Invariants of the init phase.
 *
 * They are judged for each process, since a sandbox may have several (process-lives.ts). Init has failed if a runtime
 * reports so before its first poll; a trace alone does not show a failure without a report, which the suites judge.
 */
import {
  connectionsAtFixedPort,
  endsStart,
  hasWrongMethod,
  isInitErrorPost,
  isPoll,
  isRegistration,
  isRestoreCall,
  misdirected,
  purposeOf,
} from '../../harness/trace/calls.ts';
import type { Exchange, TraceView } from '../../harness/trace/view.ts';
import { describeExit, isZeroExit } from '../../harness/trace/runtime-exit.ts';
import type { WireRule } from '../../harness/test/wire-rule.ts';
import type { RequirementId } from '../requirements/index.ts';
import { shapeOf, typeHeaderOf } from './init-error-shape.ts';
import { livesOf, type Life } from './process-lives.ts';
import { rule, type Seen } from './rule.ts';

/** The init phase takes at most 10 s; "well within" is half of it, for a function that does nothing. */
const TIMELY_START_MS = 5000;

export const initRules: readonly WireRule[] = [
  /** Of several sandboxes at one address each would get the requests of the others. */
  rule(
    'init.settings-from-environment',
    ({ entries, exchanges }): Seen<'init.settings-from-environment'>[] => {
      const atFixedPort = connectionsAtFixedPort(entries);
      const call = exchanges.find(({ request }) => atFixedPort.has(request.connection));
      if (call === undefined) return [];
      return [
        {
          code: 'fixed-address',
          expected: 'requests to the host and port in AWS_LAMBDA_RUNTIME_API only',
          actual: `${call.request.method} ${call.request.target} to 127.0.0.1:9001`,
          at: call.index,
        },
      ];
    },
  ),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror */
  rule('init.reports-failure', (view) =>
    livesOf(view).flatMap(({ exchanges }): Seen<'init.reports-failure'>[] => {
      const [first] = exchanges.filter(
        ({ request }) => isPoll(request) || purposeOf(request) === 'init-error',
      );
      // Whether a documented report is due, only a test knows.
      if (first === undefined || misdirected(first.request) !== 'init-error') return [];
      const { request, reply, index } = first;
      return [
        {
          code: hasWrongMethod(request) ? 'wrong-method' : 'wrong-path',
          expected: 'POST /2018-06-01/runtime/init/error',
          actual: `${request.method} ${request.target}${reply === undefined ? '' : ` (${reply.status})`}`,
          at: index,
        },
      ];
    }),
  ),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror */
  failureRule('init.exits-after-report', (life, report) => {
    // init.exits-when-report-refused judges refused reports.
    if (report.hasInjectedFault || report.reply?.status !== 202) return [];
    if (life.exit !== undefined) return ['holds'];
    if (!life.outlivedWait) return [];
    return [
      {
        code: 'does-not-exit',
        expected: 'the process ends at once after the 202',
        actual: 'it was still running when the harness stopped waiting',
        at: report.index,
      },
    ];
  }),

  failureRule('init.failure-exit-code', ({ exit }, report) => {
    if (exit === undefined) return [];
    if (!isZeroExit(exit.exit)) return ['holds'];
    return [
      {
        code: 'exits-with-0',
        expected: 'a non-zero exit code',
        actual: `it ${describeExit(exit.exit)}`,
        at: report.index,
      },
    ];
  }),

  failureRule('init.no-next-after-failure', ({ exchanges }, report, view) => {
    // There each worker has an init of its own; concurrency.init-failure-reported judges them together.
    if (view.concurrent) return [];
    const poll = exchanges.find(({ index, request }) => index > report.index && isPoll(request));
    if (poll === undefined) return ['holds'];
    return [
      {
        code: 'polls-after-failure',
        expected: 'no `next` after the report of a failed init',
        actual: `${poll.request.method} ${poll.request.target}`,
        at: poll.index,
      },
    ];
  }),

  /** @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go */
  failureRule('init.one-report', ({ exchanges }, report, view) => {
    // As above: each worker may report, and is refused after the first one.
    if (view.concurrent) return [];
    // After a failed post the runtime may repeat it.
    if (report.hasInjectedFault || report.reply?.status !== 202) return [];
    const again = exchanges.find(({ index, request }) => index > report.index && isInitErrorPost(request));
    if (again === undefined) return ['holds'];
    return [
      {
        code: 'reported-twice',
        expected: 'one POST to /2018-06-01/runtime/init/error',
        actual: 'a second one after the first had been accepted',
        at: again.index,
      },
    ];
  }),

  failureRule('init.error-shape', (_, report) => (report.body === undefined ? [] : [shapeOf(report)])),
  failureRule('init.error-type-header', (_, report) => [typeHeaderOf(report)]),

  /** @see https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go */
  rule('init.error-only-before-next', (view) =>
    livesOf(view).flatMap(({ exchanges, exit }): Seen<'init.error-only-before-next'>[] => {
      const poll = exchanges.find(({ request }) => isPoll(request));
      if (poll === undefined) return [];
      const late = exchanges.find(
        ({ index, request }) => index > poll.index && purposeOf(request) === 'init-error',
      );
      if (late !== undefined) {
        return [
          {
            code: 'reported-after-next',
            expected: 'after init, an error of an invocation or none',
            actual: `${late.request.method} ${late.request.target} after the first poll`,
            at: late.index,
          },
        ];
      }
      // Only a failure could have led to a report.
      return exit !== undefined || exchanges.some((one) => isPoll(one.request) && one.hasInjectedFault)
        ? ['holds']
        : [];
    }),
  ),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
  rule('init.first-next-in-time', (view, smoke) =>
    goodStarts(view).flatMap((life): Seen<'init.first-next-in-time'> | [] => {
      // Under SnapStart init may take 130 s, and the snapshot lies between it and the poll.
      if (life.exchanges.some(({ request }) => isRestoreCall(request))) return [];
      const poll = life.exchanges.find(({ request }) => isPoll(request));
      const tookMs = (poll?.request.at ?? 0) - life.started.at;
      // A machine that is busy now was not necessarily busy when the cold start was measured.
      if (tookMs <= TIMELY_START_MS || (smoke?.coldStartMs ?? 0) <= TIMELY_START_MS) return 'holds';
      return {
        code: 'slow-start',
        expected: 'the first `next` well within the 10 s of the init phase',
        actual: `${Math.round(tookMs)} ms`,
        at: poll?.index ?? 0,
        late: true,
      };
    }),
  ),

  rule('init.no-other-calls', (view) =>
    goodStarts(view).flatMap((life): Seen<'init.no-other-calls'>[] => {
      // Other rules judge the reaction to a refused or dropped poll.
      if (life.disturbedStart) return [];
      // A failure after the restore is no successful start; a poll that follows it is judged elsewhere.
      if (life.exchanges.some(({ request }) => purposeOf(request) === 'restore-error')) return [];
      const registers = life.exchanges.some(({ request }) => isRegistration(request));
      const other = life.exchanges.find(
        ({ index, request }) => index < life.firstEventIndex && !mayBeCalled(request, registers),
      );
      if (other === undefined) return ['holds'];
      return [
        {
          code: 'needless-call',
          expected: 'nothing but `next`, `restore/next` and the registration of an extension',
          actual: `${other.request.method} ${other.request.target}`,
          at: other.index,
        },
      ];
    }),
  ),

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html */
  rule('init.extensions-registered-before-next', (view) =>
    goodStarts(view).flatMap(({ exchanges }): Seen<'init.extensions-registered-before-next'>[] => {
      const firstPoll = exchanges.findIndex(({ request }) => isPoll(request));
      return exchanges.flatMap(
        ({ request, index }, position): Seen<'init.extensions-registered-before-next'>[] => {
          if (!isRegistration(request)) return [];
          if (position < firstPoll) return ['holds'];
          return [
            {
              code: 'registered-late',
              expected: 'every registration before the first `next`',
              actual: `${request.method} ${request.target} after the first poll`,
              at: index,
            },
          ];
        },
      );
    }),
  ),
];

/** A rule about every process that reported a failed init: `report` is its first init error. */
function failureRule<Id extends RequirementId>(
  requirement: Id,
  judge: (life: Life, report: Exchange, view: TraceView) => readonly Seen<Id>[],
): WireRule {
  return rule(requirement, (view) =>
    livesOf(view).flatMap((life) => {
      const [first] = life.exchanges.filter(({ request }) => endsStart(request));
      return first === undefined || isPoll(first.request) ? [] : judge(life, first, view);
    }),
  );
}

/** The processes that the trace shows from their start to a poll. */
function goodStarts(view: TraceView): Life[] {
  return livesOf(view).filter(
    ({ whole, exchanges }) =>
      whole &&
      exchanges.some(({ request }) => isPoll(request)) &&
      !exchanges.some(({ request }) => purposeOf(request) === 'init-error'),
  );
}

function mayBeCalled(request: Exchange['request'], registers: boolean): boolean {
  if (hasWrongMethod(request)) return false;
  switch (request.endpoint) {
    case 'next':
    case 'restore-next':
    case 'extension-register':
      return true;
    // The next call of a registered extension; an SDK, not the runtime, fetches credentials.
    case 'extension-next':
    case 'logs':
    case 'telemetry':
      return registers;
    case 'credentials':
    case 'metadata':
      return true;
    case 'response':
    case 'error':
    case 'init-error':
    case 'restore-error':
    case 'ping':
    case 'other':
      return false;
  }
}
