/** Maximum number of different texts: one fault often shows in every test. */
const SHOWN = 3;

/** Joins the texts of faults, each once. */
export function faultsText(faults: readonly string[]): string {
  const different = [...new Set(faults)];
  const more = different.length - SHOWN;
  return [...different.slice(0, SHOWN), ...(more > 0 ? [`And ${more} more.`] : [])].join('\n\n');
}
