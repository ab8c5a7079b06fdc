import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { chromiumArguments, findChromium } from '../support/chromium.ts';
import { listPages } from '../support/report-pages.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

const executablePath = findChromium();
if (executablePath === null) {
  console.warn(
    'Skipped: the tests that open the report found no Chromium in PATH (apt-get install chromium).',
  );
}

/** What a page did that it must not do. */
interface Opened {
  readonly page: Page;
  /** Errors on the console, refusals of the page's policy among them, and exceptions. */
  readonly complaints: string[];
  /** Addresses beyond the folder of the report. */
  readonly requests: string[];
}

describe.skipIf(executablePath === null)('the report in Chromium', () => {
  let night: SandboxNight;
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    night = await startNight({ calls: 60, misbehave: ['invent-quote@10%', 'wrong-speaker@5%'] });
    await night.run(['run', '--date', someDay]);
    await night.database.pool.query(hostileCall);
    await night.run(['report', '--date', someDay, '--out', 'report']);
    await night.run(['report', '--date', '2020-01-01', '--out', 'empty']);
    folder = join(night.folder, 'report');
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumArguments] });
  });
  afterAll(async () => {
    await browser.close();
    await night.end();
  });

  async function open(path: string, options: { width?: number; dark?: boolean } = {}): Promise<Opened> {
    const { width = 1280, dark = false } = options;
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
    });
    const [complaints, requests]: [string[], string[]] = [[], []];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(pathToFileURL(night.folder).href)) requests.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    return { page, complaints, requests };
  }

  it('loads nothing, complains of nothing and does not scroll sideways, on a phone and on a desk, light and dark', async () => {
    const [index = '', ...operators] = (await listPages(folder)).map((name) => join(folder, name));
    const files = [index, ...operators.slice(0, 2), join(night.folder, 'empty', 'index.html')];
    for (const file of files) {
      for (const [width, dark] of [
        [390, true],
        [1280, false],
      ] as const) {
        const { page, complaints, requests } = await open(file, { width, dark });
        expect([file, width, complaints, requests]).toEqual([file, width, [], []]);
        const scroll = await page.evaluate('document.documentElement.scrollWidth');
        expect([file, scroll]).toEqual([file, width]);
        await page.close();
      }
    }
  });

  it.each([
    ['light', 'index.html'],
    ['dark', 'index.html'],
    ['light', 'operator'],
    ['dark', 'operator'],
    ['light', 'empty'],
  ])('axe-core finds nothing: %s, %s', async (scheme, which) => {
    const names = await listPages(folder);
    const name = which === 'operator' ? names.find((one) => one.startsWith('operator-'))! : 'index.html';
    const { page } = await open(join(which === 'empty' ? join(night.folder, 'empty') : folder, name), {
      dark: scheme === 'dark',
    });
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    // The page's policy lets no script in: the debugger may, as an extension would.
    await page.evaluate(axe.source);
    const found = await page.evaluate<{ id: string; impact: string; nodes: string[] }[]>(
      'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)) })))',
    );
    expect(found).toEqual([]);
    await page.close();
  });

  it('sorts and filters by keyboard, and says so', async () => {
    const { page } = await open(join(folder, 'index.html'));
    const scores = (): Promise<number[]> =>
      page.evaluate(
        "[...document.querySelectorAll('#calls-table tbody tr:not([hidden])')].map((row) => parseInt(row.cells[1].textContent))",
      );
    const before = await scores();
    const header = page.locator('#calls-table th', { hasText: 'Оценка' });
    await header.locator('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    const rising = [...before].sort((one, other) => one - other);
    expect(await scores()).toEqual(rising);
    await page.keyboard.press('Space');
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    expect(await scores()).toEqual([...rising].reverse());
    expect(await page.locator('[role=status]').textContent()).toBe('Оценка, %: по убыванию');

    await page.locator('#filter-most').focus();
    await page.keyboard.type('50');
    const low = before.filter((score) => score <= 50).length;
    expect(low).toBeGreaterThan(0);
    expect(await scores()).toHaveLength(low);
    expect(await page.locator('#filter-shown').textContent()).toBe(`Показано: ${low} из ${before.length}`);
    await page.locator('#filter button[type=reset]').press('Enter');
    await page.waitForFunction(`document.querySelectorAll('#calls-table tr[hidden]').length === 0`);
    const operator = await page.locator('#calls-table tbody td:nth-child(3)').first().textContent();
    await page.locator('#filter-text').fill((operator ?? '').toUpperCase());
    const names = await page.locator('#calls-table tbody tr:not([hidden]) td:nth-child(3)').allTextContents();
    expect(new Set(names)).toEqual(new Set([operator]));
    await page.close();
  });

  it('leads from the worst criterion to the quote in the transcript in four clicks', async () => {
    const { page } = await open(join(folder, 'index.html'));
    const [worst, ...others] = await page.locator('#criteria-table tbody tr').all();
    const averages = await page.locator('#criteria-table tbody tr td:nth-child(2)').allTextContents();
    const numbers = averages.map((text) => Number(text.replace(/[^\d,]/gu, '').replace(',', '.')));
    expect(numbers[0]).toBe(Math.min(...numbers));
    expect(others.length).toBeGreaterThan(5);
    const criterion = await worst!.locator('summary').textContent();
    await worst!.locator('summary').click();
    // The weakest operators did nothing that could be quoted; some other of the list did.
    const operators = await worst!.locator('li a').all();
    await operators.at(-1)!.click();
    const row = page.locator('tr:target');
    expect(await row.locator('th').innerText()).toContain(criterion);
    await row.locator('a').last().click();
    const evaluation = page.locator('tr:target');
    expect(await evaluation.locator('th').innerText()).toContain(criterion);
    await evaluation.locator('blockquote a').first().click();
    const phrase = page.locator('li:target');
    expect(await phrase.locator('mark').count()).toBeGreaterThan(0);
    const shown = await phrase.evaluate((element) => {
      const { top, bottom } = (
        element as unknown as { getBoundingClientRect(): { top: number; bottom: number } }
      ).getBoundingClientRect();
      return top >= 0 && bottom <= 900;
    });
    expect(shown).toBe(true);
    await page.close();
  });

  it('opens the call that a link of the table points to, without the script as well', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(pathToFileURL(join(folder, 'index.html')).href);
      await page.locator('#calls-table tbody a').first().click();
      await page.waitForURL(/operator-/u);
      const anchor = new URL(page.url()).hash.slice(1);
      expect(await page.locator(`[id="${anchor}"]`).isVisible()).toBe(true);
      await context.close();
    }
  });

  it('shows hostile words as words', async () => {
    const { page, complaints } = await open(join(folder, 'operator-1.html'));
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    const text = await page.locator('main').innerText();
    expect(text).toContain('</script></style></li><img src=x onerror=alert(1)>');
    expect(text).toContain('" onmouseover="alert(2)');
    expect(await page.locator('main img, main script, [onmouseover], [onerror]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('prints what is folded, but for the operators of a criterion, whom the heat map has', async () => {
    const { page } = await open(join(folder, 'index.html'));
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('details:not([open]):not(#criteria-table details)').count()).toBe(0);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('details[open]').count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});

/** A call of operator 1 whose every text tries to get out of its place. */
const hostile = `E'</script></style></li><img src=x onerror=alert(1)> " onmouseover="alert(2) \\u202E <!--main-->'`;
const hostileCall = `
  INSERT INTO calls (id, start_time, operator_id, department_id, performance_percentage, total_score, max_score)
    VALUES (666, '${someDay} 23:59', 1, 1, 50, 1, 2);
  INSERT INTO call_transcripts VALUES (666, 'operator: ' || ${hostile});
  INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason) VALUES (666, ${hostile}, ${hostile}, 1, 2, ${hostile});
  INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority) VALUES (666, ${hostile}, ${hostile}, ${hostile}, 'high');
  INSERT INTO agreements (call_id, agreement) VALUES (666, ${hostile});
  INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category) VALUES (666, ${hostile}, ${hostile}, ${hostile});
  INSERT INTO call_quotes (call_id, position, quote_number, criterion_id, speaker, quote, finding)
    SELECT 666, 1, 1, 'x', 'operator', ${hostile}, 'not_found';`;
