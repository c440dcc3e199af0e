/**
 * The message of a deviation without what differs from run to run: ids, addresses, numbers, durations. Two runs that saw
 * the same fault have the same normalised message; so has the same fault on a slower machine.
 */
export function normalised(message: string): string {
  return message
    .replaceAll(/\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/gi, '#')
    .replaceAll(/\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{8,}\b/gi, '#')
    .replaceAll(/\d+(?:[.,:\u00a0 ]\d+)*/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
