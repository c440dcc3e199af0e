/** Looks that find nothing new, one after the other, until the silence counts. */
const LOOKS = 12;

/**
 * Notices that lambdaspec itself waits for something that cannot come. Every wait for a runtime has a limit of its own,
 * so that silence in all sandboxes for longer than the longest of them is a fault of ours: without this the run would
 * go on for ever.
 *
 * @param signs A figure that changes whenever something happens.
 * @param patienceMs For how long nothing may happen. Only looks are counted: while this process is stopped, or busy
 *   with one long calculation, no time goes by.
 * @returns What turns the promise of a test into one that is rejected as soon as the run stands still.
 */
export function watchForStall(
  signs: () => number,
  patienceMs: number,
): <Result>(test: Promise<Result>) => Promise<Result> {
  let latest = signs();
  let looksInVain = 0;
  const stalled = new Promise<never>((_, reject) => {
    const timer = setInterval(() => {
      const now = signs();
      looksInVain = now === latest ? looksInVain + 1 : 0;
      latest = now;
      if (looksInVain < LOOKS) return;
      clearInterval(timer);
      const seconds = Math.round(patienceMs / 1000);
      reject(new Error(`did not end, although nothing had happened in any sandbox for ${seconds} s`));
    }, patienceMs / LOOKS).unref();
  });
  // It may happen when no test is left to be told.
  stalled.catch(() => {});
  return (test) => Promise.race([test, stalled]);
}
