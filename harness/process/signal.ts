/** Sends a signal to a process, or to a whole group when `target` is negative. False when no process receives it. */
export function sendSignal(target: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, signal);
  } catch {
    // ESRCH: gone. EPERM: it runs as another user, or, on macOS, the group holds only zombies.
    return false;
  }
}
