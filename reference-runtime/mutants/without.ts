/** Requirements of the core profile that no mutant breaks, and why. */
export const withoutMutant: Readonly<Record<string, string>> = {
  'init.bootstrap-entry-point':
    'A runtime that breaks it cannot be started at all, so nothing of it would be judged.',
  'loop.survives-interrupt-flag': 'A thread of JavaScript has no interrupt mark that could be left behind.',
  'http.no-pipelining':
    'The HTTP client of Node sends a request only when the reply to the one before has come.',
};
