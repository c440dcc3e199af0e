/** How two scenarios that show the same compare. */
import type { ExchangeStep } from '../run.ts';

/** Whether the harness disturbed the runtime, by a fault of the Runtime API or by a freeze. */
export function isDisturbed(exchange: readonly ExchangeStep[]): boolean {
  return exchange.some(({ kind }) => kind === 'fault' || kind === 'freeze');
}

/** Compares two lists of numbers by their first difference, for sorting. */
export function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
