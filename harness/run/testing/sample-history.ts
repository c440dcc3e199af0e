import type { History } from '../history/history.ts';

const release = { reason: null, deviations: null, sha256: null, run: null } as const;

/** Four releases: one that did not build, and a deviation that came and went. */
export const sampleHistory: History = {
  schemaVersion: 1,
  tool: { name: 'lambdaspec', version: '0.1.0' },
  requirementSet: '2026.11',
  versions: 'npm:client >=1',
  build: ['./build.sh', '{version}', '{folder}'],
  bootstrap: ['{folder}/bootstrap'],
  complete: true,
  releases: [
    { ...release, version: '1.3.0', outcome: 'judged', deviations: 1, run: '/cache/results/1.3.0/run.json' },
    {
      ...release,
      version: '1.2.0',
      outcome: 'not-built',
      reason: 'Its build ended with code 1; the output is in b.log.',
    },
    { ...release, version: '1.1.0', outcome: 'judged', deviations: 2 },
    { ...release, version: '1.0.0', outcome: 'judged', deviations: 0 },
  ],
  rows: [
    {
      requirement: 'next.one-outstanding',
      code: 'two-polls',
      level: 'SHOULD',
      message: 'The runtime has two polls outstanding.',
      states: { '1.3.0': 'deviates', '1.2.0': 'unknown', '1.1.0': 'deviates', '1.0.0': 'holds' },
      spans: [{ after: '1.0.0', since: '1.1.0', until: '1.3.0', fixedIn: null, replacedIn: null }],
    },
    {
      requirement: 'trace.variable-set',
      code: 'not-set',
      level: 'MUST',
      message: 'The variable is not set.',
      states: { '1.3.0': 'holds', '1.2.0': 'unknown', '1.1.0': 'deviates', '1.0.0': 'holds' },
      spans: [{ after: '1.0.0', since: '1.1.0', until: '1.1.0', fixedIn: '1.3.0', replacedIn: null }],
    },
  ],
  bisection: null,
};

/** The same releases, bisected for one of the requirements. */
export const sampleBisection: History = {
  ...sampleHistory,
  rows: [],
  bisection: {
    asked: 'next.one-outstanding',
    steps: [
      { version: '1.3.0', state: 'deviates', left: 4 },
      { version: '1.0.0', state: 'holds', left: 3 },
      { version: '1.2.0', state: 'unknown', left: 2 },
      { version: '1.1.0', state: 'deviates', left: 1 },
    ],
    change: { kind: 'came', before: '1.0.0', version: '1.1.0', between: [] },
    reason: null,
  },
};
