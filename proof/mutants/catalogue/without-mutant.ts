/** Requirements of the core profile that are judged and that no mutant breaks, and why. */
export const reasonsWithoutMutant: Readonly<Record<string, string>> = {
  'next.features-header':
    'It allows a header that a runtime need not send; nothing a runtime does can deviate from it.',
  'init.bootstrap-entry-point':
    'A runtime that cannot be started as Lambda starts it does not get past the smoke test, and the argument of the second start ends in the script, which is no compiled file.',
  'trace.jvm-system-property':
    'It is for runtimes on a Java virtual machine, which the reference runtime is not.',
  'loop.supervisor-allowed': 'It allows a design; what can go wrong with that breaks other requirements.',
  'loop.survives-interrupt-flag': 'A thread of JavaScript has no interrupt mark that could be left behind.',
  'http.keep-alive':
    'It allows what a runtime need not do; a runtime that opens a connection for each request does not deviate.',
  'shutdown.sigterm-hook':
    'A hook is seen by what it does, and where nothing is seen there may be none: nothing a runtime does can deviate from it.',
};
