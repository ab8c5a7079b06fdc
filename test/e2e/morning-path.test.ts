import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import type { Browser, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { emptyFolder, startCallq } from '../support/callq-process.ts';
import { chromiumArguments, findChromium } from '../support/chromium.ts';

const executablePath = findChromium();
if (executablePath === null)
  console.warn('Skipped: the morning path found no Chromium in PATH (apt-get install chromium).');

/** From the open report to a place in a transcript. */
const mostClicks = 5;

describe.skipIf(executablePath === null)('the morning path through the report of the demo', () => {
  let folder: string;
  let index: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await emptyFolder();
    const { exitCode, stdout } = await startCallq(['demo'], { workingDirectory: folder }).finished;
    expect(exitCode).toBe(0);
    index = pathToFileURL(stdout.split('\n').find((line) => line.endsWith('index.html')) ?? '').href;
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumArguments] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each([1280, 390])('%i pixels wide', (width) => {
    /** The report as it opens, and a click that is counted. */
    async function open(): Promise<{
      page: Page;
      click: (what: Locator) => Promise<void>;
      clicks: () => number;
    }> {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.goto(index);
      let clicks = 0;
      const click = async (what: Locator): Promise<void> => {
        clicks += 1;
        await what.click();
      };
      return { page, click, clicks: () => clicks };
    }

    /** The row of the weakest criterion, opened by the line at the top of the page. */
    async function openWeakest(page: Page, click: (what: Locator) => Promise<void>): Promise<Locator> {
      const line = page.locator('header li', { hasText: 'Слабее всего' }).locator('a');
      const name = await line.textContent();
      await click(line);
      const row = page.locator('#criteria-table tbody tr').first();
      expect(await row.locator('summary span').textContent()).toBe(name);
      expect(await row.locator('h3').allTextContents()).toEqual([
        'Слабые звонки',
        'Хороший пример',
        'Операторы, от слабых',
      ]);
      await expectInView(row.locator('summary'));
      return row;
    }

    /** The first operator of the row, weakest first, whose own page leads to such a call. Looked up beside the walk. */
    async function findOperator(row: Locator, leadsTo: string): Promise<{ place: number; call: number }> {
      const beside = await browser.newPage();
      for (const [place, operator] of (await hrefsOf(row.locator('ol a'))).entries()) {
        await beside.goto(operator);
        const calls = await hrefsOf(beside.locator('tr:target ul').first().locator('a'));
        for (const [call, href] of calls.entries()) {
          await beside.goto(href);
          if ((await beside.locator(leadsTo).count()) === 0) continue;
          await beside.close();
          return { place, call };
        }
      }
      throw new Error(`no operator's calls lead to ${leadsTo}`);
    }

    it('weakest operator, call of 0 points: the reason, the conversation, and a good call beside', async () => {
      const { page, click, clicks } = await open();
      const row = await openWeakest(page, click);
      const criterion = (await row.locator('summary span').textContent()) ?? '';
      await click(row.locator('ol a').first());
      const own = page.locator('tr:target');
      expect(await own.locator('th').innerText()).toContain(criterion);
      await expectInView(own.locator('th'));
      const weakest = own.locator('ul').first().locator('li').first();
      expect(await weakest.innerText()).toMatch(/— 0 из \d+/u);
      const reason = (await weakest.locator('.said').textContent()) ?? '';
      expect(reason).not.toBe('');
      await click(weakest.locator('a'));

      const evaluation = page.locator('tr:target');
      await expectInView(evaluation);
      expect(await evaluation.innerText()).toContain(criterion);
      expect(await evaluation.locator('td.n').innerText()).toMatch(/^0 из \d+$/u);
      expect(await evaluation.locator('.said').textContent()).toBe(reason);
      expect(await evaluation.locator('blockquote').count()).toBe(0);
      expect(await evaluation.innerText()).toContain('Цитаты нет: в разговоре этого не нашлось.');
      const call = page.url();
      await click(evaluation.getByText('Весь разговор'));
      const first = page.locator('li:target');
      expect(
        await first.evaluate((one: { previousElementSibling: unknown }) => one.previousElementSibling),
      ).toBeNull();
      await expectInView(first);
      expect(clicks()).toBeLessThan(mostClicks);

      await page.goto(call);
      await page.locator('tr:target').getByText('Хороший пример').click();
      expect(page.url().split('#')[0]).not.toBe(call.split('#')[0]);
      await expectMarked(page);
      await page.close();
    });

    it('the first operator with a call that can be quoted: the quote, marked at its second', async () => {
      const { page, click, clicks } = await open();
      const row = await openWeakest(page, click);
      const { place, call } = await findOperator(row, 'tr:target blockquote a');
      await click(row.locator('ol a').nth(place));
      await click(page.locator('tr:target ul').first().locator('a').nth(call));
      const quote = page.locator('tr:target blockquote a').first();
      const [second = '', words = ''] =
        /^(\S+) «(.*)»$/u.exec((await quote.innerText()).trim())?.slice(1) ?? [];
      expect(words).not.toBe('');
      await click(quote);
      await expectMarked(page);
      expect(await page.locator('li:target time').textContent()).toBe(second);
      expect(clicks()).toBeLessThan(mostClicks);
      await page.close();
    });

    it('the good example of a criterion: its quote in two clicks, at the second that is told', async () => {
      const { page, click, clicks } = await open();
      const row = await openWeakest(page, click);
      const good = row.locator('section', { hasText: 'Хороший пример' }).locator('li');
      const [words = '', second = ''] = [
        await good.locator('.said').textContent(),
        /на (\d+:\d\d)$/u.exec((await good.locator('a').textContent()) ?? '')?.[1],
      ].map((part) => part ?? '');
      await click(good.locator('a'));
      expect(clicks()).toBe(2);
      await expectMarked(page);
      expect(await page.locator('li:target time').textContent()).toBe(second);
      expect(words).toContain(await page.locator('li:target mark').first().textContent());
      await page.close();
    });
  });
});

async function hrefsOf(links: Locator): Promise<string[]> {
  return links.evaluateAll((found) => found.map((link) => (link as unknown as { href: string }).href));
}

async function expectMarked(page: Page): Promise<void> {
  const phrase = page.locator('li:target');
  expect(await phrase.locator('mark').count()).toBeGreaterThan(0);
  await expectInView(phrase);
}

async function expectInView(what: Locator): Promise<void> {
  const box = await what.boundingBox();
  expect(box?.y ?? -1).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThanOrEqual(900);
}
