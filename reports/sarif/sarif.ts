/**
 * SARIF 2.1.0, as code-scanning services read it: a rule per requirement, a result per deviation. The location of every
 * result is the bootstrap, the only file of the runtime that a report knows.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 * @see https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
 */
import type { Run } from '../../harness/run/run.ts';
import { verdictTitle } from '../text/verdict-summary.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { jsonDocument, forLine } from '../../harness/base/escape.ts';
import { ruleOf } from './rule.ts';
import { resultsOf } from './result.ts';
import { message, plain, uriReference } from './escape.ts';

/** Renders a run as a SARIF log; ends with a newline. */
export function renderSarif(run: Run): string {
  const { tool } = run;
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            version: forLine(tool.version),
            ...(isSemantic(tool.version) ? { semanticVersion: tool.version } : {}),
            informationUri: 'https://github.com/lambdaspec/lambdaspec',
            rules: run.requirements.map(ruleOf),
          },
        },
        invocations: [invocation(run)],
        results: resultsOf(run, bootstrap(run)),
        columnKind: 'utf16CodeUnits',
        properties: circumstances(run),
      },
    ],
  };
  return jsonDocument(log);
}

function isSemantic(version: string): boolean {
  return /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version);
}

/** The invocation of lambdaspec: whether it could judge, its exit code, its problems and warnings. */
function invocation(run: Run): object {
  const code = exitCode(run);
  const notices = [
    ...(run.reason === null ? [] : [{ level: 'error', text: run.reason }]),
    ...(run.baseline?.problems ?? []).map(({ line, kind, message: text }) => ({
      level: 'error',
      text: `${run.baseline?.file}:${line}: ${kind}: ${text}`,
    })),
    ...run.warnings.map((text) => ({ level: 'warning', text })),
  ];
  return {
    executionSuccessful: run.verdict !== 'inconclusive' && run.complete,
    exitCode: code,
    exitCodeDescription: verdictTitle(run),
    startTimeUtc: run.startedAt,
    endTimeUtc: new Date(Date.parse(run.startedAt) + run.durationMs).toISOString(),
    toolExecutionNotifications: notices.map(({ level, text }) => ({
      level,
      message: { text: message(text) },
    })),
  };
}

/** The exit code of the command for this run. */
function exitCode({ verdict, baseline }: Run): number {
  if (verdict === 'deviates') return 1;
  if (verdict === 'inconclusive') return 3;
  return baseline !== null && baseline.problems.length > 0 ? 4 : 0;
}

/**
 * The location: the first line of the bootstrap. Services make an absolute address relative to their checkout; a
 * relative one already is.
 */
function bootstrap({ target }: Run): object {
  const [path = ''] = target.command;
  const uri = path.startsWith('/')
    ? `file://${uriReference(path)}`
    : uriReference(path.replace(/^(?:\.\/)+/, ''));
  return {
    physicalLocation: { artifactLocation: { uri }, region: { startLine: 1, startColumn: 1 } },
  };
}

function circumstances({ target, seed, host, failOn, verdict }: Run): object {
  return {
    verdict,
    failOn,
    seed,
    command: forLine(commandLine(target.command)),
    sha256: target.sha256 === null ? null : forLine(target.sha256),
    grade: target.grade,
    profiles: target.profiles.map(plain),
    host: plain(`${host.os} ${host.arch}, Node ${host.node}`),
  };
}
