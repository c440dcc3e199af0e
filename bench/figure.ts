/** Figures as texts. */
import { summaryOf } from './statistics.ts';

const LOCALE = 'en-US';

/** Three significant digits, and all of a large number. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The median, and the smallest and the largest where there are several. */
export function spread(values: readonly number[], unit = ''): string {
  const { median, low, high } = summaryOf(values);
  const suffix = unit === '' ? '' : ` ${unit}`;
  const range = values.length < 2 ? '' : ` (${figure(low)}–${figure(high)})`;
  return `${figure(median)}${suffix}${range}`;
}
