/** What an event asks of a probe function: the name of its action; undefined for an ordinary event. */
export function actionOf(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || !('probe' in event)) return undefined;
  return typeof event.probe === 'string' ? event.probe : undefined;
}
