/** The scoreboard in a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needs } from '../../../harness/base/testing/needs-tool.ts';
import { hostileRun } from '../../../harness/run/testing/hostile-run.ts';
import { deviatingRun } from '../../../harness/run/testing/sample-run.ts';
import {
  browserLimitMs,
  browserNeeded,
  desk,
  type Heard,
  launchBrowser,
  listenTo,
  overflowOf,
  phone,
  unfold,
  violationsIn,
} from '../../../reports/html/testing/browser.ts';
import { sampleEntries, sampleJudged } from '../testing/sample-entries.ts';
import { scoreboardPage } from './scoreboard-page.ts';

let browser: Browser;
let folder: string;

async function open(
  entries: Parameters<typeof scoreboardPage>[0],
  options: BrowserContextOptions,
): Promise<{ page: Page } & Heard> {
  const file = join(folder, 'scoreboard.html');
  await writeFile(file, scoreboardPage(entries));
  const page = await (await browser.newContext(options)).newPage();
  const heard = listenTo(page);
  await page.goto(pathToFileURL(file).href);
  return { page, ...heard };
}

const many = Array.from({ length: 20 }, (_, n) => sampleJudged({ name: `r${n}`, title: `Runtime ${n}` }));

describe(...needs('chromium', 'the scoreboard in a browser', browserNeeded), () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambdaspec-scoreboard-'));
    browser = await launchBrowser();
  }, browserLimitMs);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  }, browserLimitMs);

  test.each([
    ['light, wide', sampleEntries(), { ...desk, colorScheme: 'light' }],
    ['dark, narrow', sampleEntries(), { ...phone, colorScheme: 'dark' }],
    ['20 runtimes, wide', many, desk],
    ['20 runtimes, narrow', many, phone],
    ['hostile', [sampleJudged({}, hostileRun(deviatingRun()))], phone],
    ['nothing judged', [], desk],
  ] as const)('is accessible, fits and loads nothing: %s', async (_, entries, options) => {
    const { page, complaints, requests } = await open(entries, options);
    await unfold(page);

    expect(await violationsIn(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    await page.context().close();
  });

  test('shows what stands behind a cell, and is accessible then', async () => {
    const { page, complaints } = await open(sampleEntries(), desk);
    const dialog = page.getByRole('dialog');

    await page
      .getByRole('row', { name: /error\.loop-continues/ })
      .getByRole('link', { name: /Go: deviates/ })
      .click();
    expect(await dialog.textContent()).toContain('The loop returns after reportError.');
    expect(await dialog.getByText('Actual').isVisible()).toBe(true);
    expect(await violationsIn(page)).toEqual([]);
    await dialog.getByRole('link', { name: 'The finding' }).click();
    expect(await page.locator('#f-go-ends-after-error').isVisible()).toBe(true);

    await page.getByLabel('Rows').selectOption('h');
    await page.locator('.matrix tr:visible > td.h').first().click();
    expect(await dialog.textContent()).toContain('The requirement holds.');
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('filters by text, area, level and what holds, and counts the matches', async () => {
    const { page } = await open(sampleEntries(), desk);
    const shown = page.getByRole('status');
    const all = Number(/of (\d+)/.exec((await shown.textContent()) ?? '')?.[1]);
    const rows = async (): Promise<number> => page.locator('.matrix tr[data-level]:visible').count();
    expect(await rows()).toBeLessThan(all);

    await page.getByLabel('Rows').selectOption('');
    expect(await rows()).toBe(all);
    await page.getByRole('searchbox').fill('EMPTY body');
    expect(await shown.textContent()).toBe(`1 of ${all} requirements`);
    expect(await page.locator('.matrix tbody:visible').count()).toBe(1);
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('Area').selectOption('next');
    await page.getByLabel('Level').selectOption('MUST');
    expect(await rows()).toBe(2);
    await page.context().close();
  });

  test('shows everything without a script: a cell leads to its evidence', async () => {
    const { page, complaints } = await open(sampleEntries(), { ...desk, javaScriptEnabled: false });

    expect(await page.getByRole('search').isVisible()).toBe(false);
    await page.locator('#d-go > summary').click();
    const address = await page
      .getByRole('row', { name: /error\.loop-continues/ })
      .getByRole('link', { name: /Go: deviates/ })
      .getAttribute('href');
    expect(address).toBe('#go--error.loop-continues');
    expect(await page.locator('[id="go--error.loop-continues"]').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('keeps the names of the runtimes in sight while the matrix scrolls', async () => {
    const { page } = await open(sampleEntries(), desk);
    await page.getByLabel('Rows').selectOption('');

    await page.locator('.matrix tr[data-level]').last().scrollIntoViewIfNeeded();
    expect(
      await page
        .getByRole('columnheader', { name: 'bash and curl' })
        .evaluate((head) => head.getBoundingClientRect().top),
    ).toBeGreaterThanOrEqual(0);
    await page.context().close();
  });
});
