/** Waits for `event` up to `limitMs`; returns whether it came. */
export async function arrivesWithin(event: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, limitMs, false);
  });
  try {
    return await Promise.race([event.then(() => true), limit]);
  } finally {
    clearTimeout(timer);
  }
}
