import type { SessionCommand } from './session-command.ts';

/**
 * Shorter candidates for a session that failed at a command: that one with those right before it, since a deviation follows its
 * cause closely, then the session without each single command.
 *
 * @param failedAt The index of the command; the length for the final event.
 */
export function* smallerSessions(
  session: readonly SessionCommand[],
  failedAt: number = session.length,
): Generator<readonly SessionCommand[]> {
  const played = session.slice(0, failedAt + 1);
  for (const size of [1, 2, 3, 4, 8, 16, 32, 64, 128]) {
    if (size < played.length) yield played.slice(-size);
  }
  if (played.length < session.length) yield played;
  if (played.length === 1) return;
  for (let left = played.length - 1; left >= 0; left -= 1) {
    yield [...played.slice(0, left), ...played.slice(left + 1)];
  }
}
