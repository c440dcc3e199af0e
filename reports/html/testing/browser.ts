/** Chromium for tests of pages. The variable CHROMIUM names one in an unusual place. */
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { pathOf } from '../../../harness/base/testing/needs-tool.ts';

const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const executable =
  process.env['CHROMIUM'] ??
  ['chromium', 'chromium-browser', 'google-chrome', onMac].map(pathOf).find((path) => path !== undefined);

/** On a shared machine a browser is slow, which is not a failure. */
export const browserLimitMs = 120_000;

export const browserNeeded = { timeout: browserLimitMs, here: executable !== undefined };

export const phone = { viewport: { width: 390, height: 844 } };
export const desk = { viewport: { width: 1280, height: 900 } };

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable ?? 'chromium',
    timeout: browserLimitMs,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What a page and its browser complain about, and what the page requests. */
export interface Heard {
  readonly complaints: string[];
  readonly requests: string[];
}

export function listenTo(page: Page): Heard {
  page.setDefaultTimeout(browserLimitMs);
  const heard: Heard = { complaints: [], requests: [] };
  page.on('console', (message) => heard.complaints.push(message.text()));
  page.on('pageerror', (error) => heard.complaints.push(error.message));
  page.on('dialog', (dialog) => heard.complaints.push(dialog.message()));
  page.on('request', (request) => heard.requests.push(request.url()));
  return heard;
}

export async function unfold(page: Page): Promise<void> {
  await page.evaluate(`for (const element of document.querySelectorAll('details')) element.open = true`);
}

/** Where a page is not accessible. */
export async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`);
}

/** By how many pixels a page is wider than its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
}
