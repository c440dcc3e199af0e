import type { Run } from '../../harness/run/run.ts';
import { commandLine } from '../../harness/base/shell-words.ts';
import { forLine } from '../../harness/base/escape.ts';
import { truncate, wrap } from './layout.ts';
import type { Colours } from './colours.ts';

const functions = { opaque: 'opaque function', echo: 'echo function', probe: 'probe function' } as const;

/** The command that was judged, and the conditions of the run. */
export function headerLines(run: Run, colours: Colours, width: number): string[] {
  const command = truncate(forLine(commandLine(run.target.command)), width - run.tool.version.length - 14);
  return [
    `${colours.faint(forLine(`lambdaspec ${run.tool.version}`))}  ${colours.strong(command)}`,
    ...wrap(circumstances(run).map(forLine).join(' · '), width).map(colours.faint),
  ];
}

function circumstances({ target, seed }: Run): string[] {
  const { grade, language, coldStartMs, profiles } = target;
  const kind = grade === null ? 'function unknown' : functions[grade];
  return [
    language === null ? kind : `${kind} in ${language}`,
    ...(coldStartMs === null ? [] : [`cold start ${coldStartMs.toFixed(0)} ms`]),
    `${profiles.length === 1 ? 'profile' : 'profiles'} ${profiles.join(', ')}`,
    `seed ${seed}`,
  ];
}
