/** Records of the logger in JSON. */
import { shortOutput } from '../support/controls.ts';
import {
  failureLogged,
  hasMember,
  logThrough,
  says,
  shownLine,
  type LogLevel,
  type LogRecord,
} from '../support/log-records.ts';
import { covers, test, type TestContext } from '../support/test.ts';

/** What Lambda sets for a function with JSON logs. */
function withLevel(level: LogLevel): Readonly<Record<string, string>> {
  return { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: level };
}

const LOGGER = ['probe:logger'];
const NOT_JSON = 'The records of the logger are not JSON.';
const TENANTS = ['tenant-blue', 'tenant-green'];

/**
 * The names of the levels. Python and .NET have two of their own, which AWS's clients for them write; whether Lambda reads
 * these is not documented, so they accuse no runtime.
 */
const NAMES: Readonly<Record<LogLevel, readonly string[]>> = {
  TRACE: ['TRACE'],
  DEBUG: ['DEBUG'],
  INFO: ['INFO', 'INFORMATION'],
  WARN: ['WARN', 'WARNING'],
  ERROR: ['ERROR'],
  FATAL: ['FATAL', 'CRITICAL'],
};

/** Lambda knows the names that its managed runtimes use for the time. */
const TIME = /^@?(?:timestamp|time|datetime|date|ts)$/i;
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

test(
  'writes one JSON object per line with timestamp, level, message and requestId when AWS_LAMBDA_LOG_FORMAT=JSON, with the levels and times that Lambda reads',
  {
    ...covers('logging.json-records', 'logging.json-levels-and-time').against(shortOutput),
    needs: LOGGER,
  },
  async (t) => {
    const sandbox = await t.fresh({ environment: withLevel('TRACE') });

    const { all, records, requestId } = await logThrough(t, sandbox);

    const failure = await failureLogged(t, sandbox);

    const text = [...all, ...failure.records].find(({ object }) => object === undefined);
    if (text !== undefined) {
      t.deviates('logging.json-records', {
        code: 'not-json',
        expected: 'a line with one JSON object for each record, with AWS_LAMBDA_LOG_FORMAT=JSON',
        actual: shownLine(text),
      });
      return t.leaveUnjudged(['logging.json-levels-and-time'], 'not-applicable', NOT_JSON);
    }
    for (const [level, record] of records) {
      verifyMembers(t, record, requestId);
      verifyLevelAndTime(t, level, record);
    }
    for (const record of failure.records) verifyMembers(t, record, failure.requestId);
  },
);

function verifyMembers(t: TestContext, record: LogRecord, requestId: string): void {
  const { object = {} } = record;
  const missing = [
    ...(timeOf(object) === undefined ? ['timestamp'] : []),
    ...(object['level'] === undefined ? ['level'] : []),
  ];
  t.verify('logging.json-records', missing.length === 0, {
    code: 'member-missing',
    expected: `a record with ${missing.join(' and ')}`,
    actual: shownLine(record),
  });
  t.verify('logging.json-records', says(record, requestId), {
    code: 'no-request-id',
    expected: `"requestId":"${requestId}"`,
    actual: shownLine(record),
  });
}

function verifyLevelAndTime(t: TestContext, written: LogLevel, record: LogRecord): void {
  const { object = {} } = record;
  const { level } = object;
  const time = timeOf(object);
  if (level !== undefined) {
    const name = typeof level === 'string' ? level.toUpperCase() : undefined;
    const known = Object.values(NAMES).some((names) => names.includes(name ?? ''));
    t.verify('logging.json-levels-and-time', name !== undefined && NAMES[written].includes(name), {
      code: known ? 'other-level' : 'unknown-level',
      expected: `"level":"${written}"`,
      actual: shownLine(record),
    });
  }
  if (time !== undefined) {
    t.verify('logging.json-levels-and-time', typeof time === 'string' && RFC3339.test(time), {
      code: 'time-not-rfc3339',
      expected: 'a time such as "2026-01-31T12:00:00.000Z"',
      actual: shownLine(record),
    });
  }
}

function timeOf(object: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(object).find(([name]) => TIME.test(name))?.[1];
}

test(
  'filters its logger by AWS_LAMBDA_LOG_LEVEL',
  { ...covers('logging.level-filter').against(shortOutput), needs: LOGGER },
  async (t) => {
    const sandbox = await t.fresh({ environment: withLevel('WARN') });

    const { records, levels, all } = await logThrough(t, sandbox);

    for (const level of levels) {
      const record = records.get(level);
      const wanted = ['WARN', 'ERROR', 'FATAL'].includes(level);
      if (wanted) {
        t.verify('logging.level-filter', record !== undefined, {
          code: 'filtered-too-much',
          expected: `the record at ${level}, with AWS_LAMBDA_LOG_LEVEL=WARN`,
          actual: all.map((other) => shownLine(other)).join('\n'),
        });
      } else {
        t.verifyAbsence('logging.level-filter', record === undefined, {
          code: 'not-filtered',
          expected: `no record at ${level}, with AWS_LAMBDA_LOG_LEVEL=WARN`,
          actual: record === undefined ? '' : shownLine(record),
        });
      }
    }
  },
);

test(
  'writes the tenant id of the invocation into the JSON records of its logger',
  { ...covers('logging.json-tenant-id').against(shortOutput), needs: LOGGER },
  async (t) => {
    const sandbox = await t.fresh({ environment: withLevel('TRACE') });

    for (const tenantId of TENANTS) {
      const { all, records } = await logThrough(t, sandbox, { tenantId });
      if (all.some(({ object }) => object === undefined)) return t.notApplicable(NOT_JSON);
      for (const record of records.values()) {
        t.verify('logging.json-tenant-id', hasMember(record, tenantId), {
          code: 'missing',
          expected: `"tenantId":"${tenantId}"`,
          actual: shownLine(record),
        });
      }
    }
  },
);
