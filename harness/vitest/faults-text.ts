/** One fault often shows in every test; so many different texts say enough. */
const SHOWN = 3;

/** What failed in several places, each text once. */
export function faultsText(faults: readonly string[]): string {
  const different = [...new Set(faults)];
  const more = different.length - SHOWN;
  return [...different.slice(0, SHOWN), ...(more > 0 ? [`And ${more} more.`] : [])].join('\n\n');
}
