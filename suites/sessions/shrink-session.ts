import type { SessionCommand } from './session-command.ts';

/**
 * Shorter candidates for a deviating session: its end first, since a deviation follows its cause closely, then halves,
 * then the session without each single command.
 */
export function* smallerSessions(session: readonly SessionCommand[]): Generator<readonly SessionCommand[]> {
  const { length } = session;
  // Windows of one to three commands: most causes are that short.
  for (let size = 1; size <= Math.min(3, length - 1); size += 1) {
    for (let end = length; end >= size; end -= 1) yield session.slice(end - size, end);
  }
  if (length > 4) {
    const middle = Math.ceil(length / 2);
    yield session.slice(middle);
    yield session.slice(0, middle);
  }
  if (length === 1) return;
  for (let left = length - 1; left >= 0; left -= 1) {
    yield [...session.slice(0, left), ...session.slice(left + 1)];
  }
}
