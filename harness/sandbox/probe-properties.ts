/**
 * What a probe function says about itself in `properties` of `describe`, beside its actions: how its actions behave in
 * its language and behind its runtime. A test that depends on one of them is not testable without it.
 */
export const probeProperties = {
  'names-error-classes': '`throw` fails with the class that the event names',
  'keeps-error-messages': '`throw` and `panic` fail with the message of the event, unchanged',
  'notices-never': 'its language can tell that the result of `never` can no longer settle',
  'system-properties': '`env` also reads system properties of the JVM',
  linked: 'it is linked into the program that runs the loop, so nothing finds or loads it by name',
  'PROBE_INIT=throw': 'it obeys `PROBE_INIT=throw` while it loads',
  'PROBE_INIT=throw:TYPE': 'it obeys `PROBE_INIT=throw:TYPE` while it loads, with a class of that name',
  'PROBE_INIT=exit': 'it obeys `PROBE_INIT=exit:N` while it loads',
  'PROBE_INIT=sleep': 'it obeys `PROBE_INIT=sleep:N` while it loads',
  'PROBE_INIT=log': 'it obeys `PROBE_INIT=log:N` while it loads',
  'PROBE_BEFORE_SNAPSHOT=throw': 'with `PROBE_BEFORE_SNAPSHOT=throw` its hook before a snapshot fails',
  'PROBE_BEFORE_SNAPSHOT=trace':
    'with `PROBE_BEFORE_SNAPSHOT=trace`, `state` tells that its hook before a snapshot ran',
  'PROBE_AFTER_RESTORE=throw': 'with `PROBE_AFTER_RESTORE=throw` its hook after a restore fails',
  'PROBE_AFTER_RESTORE=trace':
    'with `PROBE_AFTER_RESTORE=trace`, `state` tells that its hook after a restore ran',
} as const satisfies Record<string, string>;

export type ProbeProperty = keyof typeof probeProperties;

/** What properties a catalogue may ask for. */
export function isProbeProperty(name: string): name is ProbeProperty {
  return Object.hasOwn(probeProperties, name);
}

/** The warning about a probe function that was written before there were properties. */
export const UNDECLARED =
  'The probe function lists no `properties` in its answer to `describe`, so what depends on them is not testable. See docs/probe-function.md, "Properties".';
