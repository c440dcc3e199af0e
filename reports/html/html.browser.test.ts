/** The HTML report in a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '../../harness/run/run.ts';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { hostileRun } from '../../harness/run/testing/hostile-run.ts';
import { drawnRun } from './fixtures/drawn-run.ts';
import { renderComparisonHtml } from './comparison/comparison.ts';
import { renderHtml } from './html.ts';
import {
  browserLimitMs,
  browserNeeded,
  desk,
  launchBrowser,
  listenTo,
  overflowOf,
  phone,
  unfold,
  violationsIn,
} from './testing/browser.ts';
import { compareRuns } from '../../harness/run/compare.ts';
import { interruptedRun, laterRun, smokeFailureRun, staleRun } from '../../harness/run/testing/sample-run.ts';

let browser: Browser;
let folder: string;

/** Opens the report of a run, or another document, and records what the browser complains about and requests. */
async function open(
  run: Run | string,
  { fragment = '', ...options }: BrowserContextOptions & { fragment?: string } = {},
): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
  const file = join(folder, 'report.html');
  await writeFile(file, typeof run === 'string' ? run : renderHtml(run));
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const heard = listenTo(page);
  await page.goto(pathToFileURL(file).href + fragment);
  return { page, ...heard };
}

function compared(before: Run, after: Run): string {
  return renderComparisonHtml(compareRuns(before, after));
}

/** A run with a trace of a passing case for two of its requirements. */
function heldRun(): Run {
  const run = drawnRun();
  const requirements = run.requirements.filter(({ verdict }) => verdict === 'conformant').map(({ id }) => id);
  const { trace = [] } = run.deviations[0] ?? {};
  return {
    ...run,
    held: [{ test: 'goes on after an error', requirements: requirements.slice(0, 2), trace }],
  };
}

describe(...needs('chromium', 'the report in a browser', browserNeeded), () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lambdaspec-html-'));
    browser = await launchBrowser();
  }, browserLimitMs);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  }, browserLimitMs);

  test.each([
    ['light, wide', drawnRun(), { ...desk, colorScheme: 'light' }],
    ['dark, narrow', drawnRun(), { ...phone, colorScheme: 'dark' }],
    ['conformant with a stale baseline', staleRun(), phone],
    ['interrupted', interruptedRun(), { ...desk, colorScheme: 'dark' }],
    ['a failed smoke test', smokeFailureRun(), phone],
    ['hostile', hostileRun(drawnRun()), phone],
    ['with what held', heldRun(), phone],
    ['two runs, dark', compared(drawnRun(), laterRun()), { ...desk, colorScheme: 'dark' }],
    ['two runs, narrow', compared(drawnRun(), laterRun()), { ...phone, colorScheme: 'light' }],
    ['two hostile runs', compared(hostileRun(drawnRun()), hostileRun(laterRun())), phone],
  ] as const)('is accessible, fits and loads nothing: %s', async (_, run, options) => {
    const { page, complaints, requests } = await open(run, options);
    await unfold(page);

    const violations = await violationsIn(page);
    const tooWide = await overflowOf(page);

    expect(violations).toEqual([]);
    expect(tooWide).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
    await page.context().close();
  });

  test('shows everything without a script', async () => {
    const { page, complaints } = await open(drawnRun(), { ...desk, javaScriptEnabled: false });

    expect(await page.getByRole('search').isVisible()).toBe(false);
    await page.locator('details[data-group] > summary').first().click();
    const requirement = page.locator('[id="next.polls-documented-path"]');
    expect(await requirement.getByText('Usual cause').isVisible()).toBe(false);
    await requirement.locator('summary').click();
    expect(await requirement.getByText('Usual cause').isVisible()).toBe(true);
    expect(
      await page
        .getByRole('img', { name: /steps between/ })
        .first()
        .isVisible(),
    ).toBe(true);

    const command = page.getByRole('textbox', { name: /^Command/ }).first();
    await command.click();
    expect(await page.evaluate<string>('String(getSelection())')).toBe(await command.textContent());
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows a comparison completely without a script, changes first', async () => {
    const comparison = compared(drawnRun(), laterRun());
    const { page, complaints } = await open(comparison, { ...phone, javaScriptEnabled: false });

    const titles = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(titles.map((title) => title.replace(/:.*/, ''))).toEqual([
      'The runs',
      'Fixed',
      'New deviations',
      'No longer judged',
      'Judged for the first time, and conformant',
      'Not judged, for a different reason',
      'Still deviating',
      'The same in both',
    ]);
    expect(await page.getByText('The variable had no root.').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows once what deviates in both runs', async () => {
    const { page } = await open(compared(drawnRun(), drawnRun()), desk);

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Not worse than before');
    const still = page.getByRole('region', { name: /^Still deviating/ });
    expect(await still.getByText('In both runs').count()).toBeGreaterThan(0);
    expect(await still.getByText('Only before').count()).toBe(0);
    expect(await still.getByText('The process ended after it had reported').count()).toBe(1);
    await page.context().close();
  });

  test('filters by text, level and verdict, and counts the matches', async () => {
    const { page } = await open(drawnRun(), desk);
    const shown = page.getByRole('status');
    expect(await shown.textContent()).toBe('all 17 requirements');

    await page.getByRole('searchbox').fill('EMPTY body');
    expect(await shown.textContent()).toBe('1 of 17 requirements');
    expect(await page.locator('[id="next.empty-event-survived"]').isVisible()).toBe(true);
    expect(await page.locator('[id="next.no-client-timeout"]').isVisible()).toBe(false);
    expect(await page.locator('.card:visible').count()).toBe(1);
    expect(await page.getByRole('heading', { name: /^error/ }).isVisible()).toBe(false);

    await page.getByLabel('Level', { exact: true }).selectOption('MUST');
    expect(await shown.textContent()).toBe('0 of 17 requirements');
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('Verdict', { exact: true }).selectOption('deviates');
    expect(await shown.textContent()).toBe('2 of 17 requirements');

    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await shown.textContent()).toBe('all 17 requirements');
    await page.context().close();
  });

  test('opens the target of a link, even if it is filtered out', async () => {
    const { page } = await open(drawnRun(), { ...desk, fragment: '#next.polls-documented-path' });
    const linked = page.locator('[id="next.polls-documented-path"]');
    expect(await linked.getAttribute('open')).not.toBeNull();

    await page.getByRole('searchbox').fill('nothing has these words');
    await page.locator('[id="deviations-of-error.loop-continues"]').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'The process ended after' }).click();
    await page.locator('[id="deviations-of-error.loop-continues"]').waitFor({ state: 'visible' });
    expect(await page.getByRole('status').textContent()).toBe('all 17 requirements');
    await page.context().close();
  });

  test('copies the command that replays a deviation', async () => {
    const { page } = await open(drawnRun(), {
      ...desk,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const button = page.getByRole('button', { name: 'Copy' }).first();

    await button.click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();

    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(
      'lambdaspec replay lambdaspec-report/cases/d1.json -- ./bootstrap',
    );
    await page.context().close();
  });

  test('can be operated by keyboard in reading order', async () => {
    const { page } = await open(drawnRun(), desk);
    const all = await page.evaluate<string[]>(`
      Array.from(document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]'))
        .filter((element) => element.checkVisibility())
        .map((element, n) => (element.dataset.order = String(n)))`);

    const reached: string[] = [];
    while (reached.length < all.length) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>('document.activeElement.dataset.order'));
    }

    expect(all.length).toBeGreaterThan(50);
    expect(reached).toEqual(all);
    await page.context().close();
  });

  test('prints folded content completely, also without a script', async () => {
    const { page } = await open(drawnRun(), {
      viewport: { width: 700, height: 1000 },
      javaScriptEnabled: false,
    });
    await page.emulateMedia({ media: 'print' });

    const folded = await page.evaluate<{ height: number; visible: boolean }[]>(`
      Array.from(document.querySelectorAll('details:not([open]) > :not(summary)'), (element) => ({
        height: element.getBoundingClientRect().height,
        visible: element.checkVisibility({ contentVisibilityAuto: true }),
      }))`);
    const clipped = await page.evaluate<string[]>(`
      Array.from(document.querySelectorAll('*'))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 80))`);

    expect(folded.length).toBeGreaterThan(15);
    expect(folded.filter(({ height, visible }) => height === 0 || !visible)).toEqual([]);
    expect(clipped).toEqual([]);
    await page.context().close();
  });

  test('does not execute anything that a runtime wrote', async () => {
    const attack = '</script></style></pre><script>alert(1)</script><img src=x onerror=alert(2)>';
    const run = drawnRun({ warnings: [attack] });
    const { page, complaints } = await open(
      {
        ...run,
        requirements: run.requirements.map((one) => ({
          ...one,
          text: attack,
          source: ['javascript:alert(3)', 'https://example.org/"onmouseover="alert(4)', 'data:text/html,x'],
        })),
        deviations: run.deviations.map((one) => ({ ...one, actual: attack, case: 'javascript:alert(5)' })),
      },
      desk,
    );
    await unfold(page);

    const foreign = await page.evaluate<object>(`({
      scripts: document.scripts.length,
      images: document.images.length,
      handlers: Array.from(document.querySelectorAll('*'))
        .flatMap((element) => element.getAttributeNames())
        .filter((name) => name.startsWith('on')),
      schemes: [...new Set(Array.from(document.links, ({ protocol }) => protocol))].sort(),
    })`);

    expect(foreign).toEqual({ scripts: 1, images: 0, handlers: [], schemes: ['file:', 'https:'] });
    expect(await page.getByText(attack).first().isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
