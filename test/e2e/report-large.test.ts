import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { emptyFolder, startCallq } from '../support/callq-process.ts';
import { filledDays, fillReport } from '../support/fill-report.ts';
import { hasChromium, sidewaysScroll, startBrowser, widths } from '../support/report-browser.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { createTestDatabase } from '../support/test-database.ts';

const calls = 3000;

describe('a report on 3,000 calls', () => {
  let database: TestDatabase;
  let folder: string;
  let index: string;

  beforeAll(async () => {
    [database, folder] = await Promise.all([createTestDatabase(), emptyFolder()]);
    await fillReport(database, calls);
    const { from, to } = filledDays;
    const { exitCode, stderr } = await startCallq(['report', '--from', from, '--to', to, '--out', 'report'], {
      environment: { DATA_BASE: database.connectionString },
      workingDirectory: folder,
    }).finished;
    if (exitCode !== 0) throw new Error(stderr);
    index = join(folder, 'report', 'index.html');
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('has an index page of less than 1 MB', async () => {
    expect((await stat(index)).size).toBeLessThan(1_000_000);
  });

  it.skipIf(!hasChromium)(
    'opens on a phone, and is sorted and filtered there in less time than it took to open',
    async () => {
      const chromium = await startBrowser(folder);
      try {
        const begun = performance.now();
        const { page, complaints, requests } = await chromium.open(index, { width: widths.phone });
        const opening = performance.now() - begun;
        expect([complaints, requests, await sidewaysScroll(page)]).toEqual([[], [], 0]);
        const before = await scoresOf(page);
        expect(before).toHaveLength(calls);

        // The fastest of some, as the machine may be busy; an odd number leaves the order rising.
        const sortings: number[] = [];
        for (let time = 0; time < 3; time += 1)
          sortings.push(await press(page, `document.querySelectorAll('#calls-table th button')[1].click()`));
        const rising = [...before].sort((one, other) => one - other);
        expect(await scoresOf(page)).toEqual(rising);
        const filtering = await press(
          page,
          `(() => { const most = document.getElementById('filter-most'); most.value = '20'; most.dispatchEvent(new Event('input', { bubbles: true })); })()`,
        );
        const low = rising.filter((score) => score <= 20);
        expect([low.length > 0, low.length < calls]).toEqual([true, true]);
        expect(await scoresOf(page)).toEqual(low);
        expect(await page.locator('#filter-shown').textContent()).toBe(
          `Показано: ${low.length.toLocaleString('ru')} из ${calls.toLocaleString('ru')}`,
        );
        expect(await sidewaysScroll(page)).toBe(0);
        // Neither grows faster than what the page is made of.
        expect(Math.min(...sortings)).toBeLessThan(opening);
        expect(filtering).toBeLessThan(opening);
      } finally {
        await chromium.browser.close();
      }
    },
  );
});

const scoresOf = (page: Page): Promise<number[]> =>
  page.evaluate(
    `[...document.querySelectorAll('#calls-table tbody tr:not([hidden])')].map((row) => parseInt(row.cells[1].textContent))`,
  );

/** Milliseconds until the page is laid out anew after what was done to it. */
const press = (page: Page, action: string): Promise<number> =>
  page.evaluate(
    `(() => { const begun = performance.now(); ${action}; document.body.offsetHeight; return performance.now() - begun; })()`,
  );
