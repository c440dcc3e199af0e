/** Judged core requirements without a mutant, and why. */
export const reasonsWithoutMutant: Readonly<Record<string, string>> = {
  'next.features-header': 'The header is optional, so a runtime cannot deviate.',
  'init.bootstrap-entry-point': 'A runtime that does not start from `bootstrap` fails the smoke test.',
  'init.started-as-lambda-does':
    'A runtime that does not start as on Lambda fails the smoke test; the argument of the second start is handled by the bootstrap script, which is not a compiled file.',
  'trace.jvm-system-property':
    'It applies to runtimes on a Java virtual machine; the reference runtime is not one.',
  'loop.supervisor-allowed': 'It allows a design; what can go wrong with that breaks other requirements.',
  'loop.survives-interrupt-flag': 'A thread of JavaScript has no interrupt mark that could be left behind.',
  'http.keep-alive':
    'Reuse is optional: a runtime that opens a connection for each request does not deviate.',
  'shutdown.sigterm-hook':
    'A hook is visible only by its effect, and it is optional, so a runtime cannot deviate.',
  'concurrency.separate-connections':
    'The HTTP client of Node sends no second request before a reply; a result that waits behind a poll is never sent, which `concurrency.any-positive-limit` judges.',
};
