import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { oneCallDay, plantCalls } from '../support/plant-calls.ts';
import {
  audit,
  hasChromium,
  sidewaysScroll,
  startBrowser,
  unfold,
  widths,
} from '../support/report-browser.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { someDay, startNight } from '../support/sandbox-night.ts';

describe.skipIf(!hasChromium)('the report in Chromium', () => {
  let night: SandboxNight;
  let chromium: Awaited<ReturnType<typeof startBrowser>>;
  let folder: string;
  const open: (typeof chromium)['open'] = (path, look) => chromium.open(path, look);

  beforeAll(async () => {
    night = await startNight({ calls: 60, misbehave: ['invent-quote@10%', 'wrong-speaker@5%'] });
    await night.run(['run', '--date', someDay]);
    await night.database.pool.query(plantCalls);
    await night.run(['report', '--date', someDay, '--out', 'report']);
    await night.run(['report', '--date', '2020-01-01', '--out', 'empty']);
    await night.run(['report', '--date', oneCallDay, '--out', 'one']);
    folder = join(night.folder, 'report');
    chromium = await startBrowser(night.folder);
  });
  afterAll(async () => {
    await chromium.browser.close();
    await night.end();
  });

  /** Of the empty report, of the one with a single call, and of the day with sixty: the operator's has hostile texts. */
  const pages = {
    'no call': ['empty', 'index.html'],
    'one call': ['one', 'index.html'],
    'sixty calls': ['report', 'index.html'],
    'an operator': ['report', 'operator-1.html'],
  } as const;
  const names = Object.keys(pages) as (keyof typeof pages)[];
  const pathOf = (name: keyof typeof pages): string => join(night.folder, ...pages[name]);

  it('loads nothing, complains of nothing and does not scroll sideways, on a phone and on a desk, light and dark', async () => {
    for (const name of names) {
      for (const [width, dark] of [
        [widths.phone, true],
        [widths.desk, false],
      ] as const) {
        const { page, complaints, requests } = await open(pathOf(name), { width, dark });
        await unfold(page);
        const found = { name, width, complaints, requests, sideways: await sidewaysScroll(page) };
        expect(found).toEqual({ name, width, complaints: [], requests: [], sideways: 0 });
        await page.close();
      }
    }
  });

  it.each(names)(
    'axe-core finds nothing on the page of %s, on a phone and on a desk, light and dark',
    async (name) => {
      const { page } = await open(pathOf(name));
      for (const { look, violations, unclear } of await audit(page)) {
        expect([look, violations]).toEqual([look, []]);
        // On a phone it cannot see what a table has to be pushed for.
        if (look.width === widths.desk) expect([look, unclear]).toEqual([look, []]);
      }
      await page.close();
    },
  );

  it.each([
    ['sixty calls', widths.phone],
    ['sixty calls', widths.desk],
    ['an operator', widths.phone],
    ['an operator', widths.desk],
  ] as const)(
    'shows the tables of %s at %i in their whole width, but for who is weak in what',
    async (name, width) => {
      const { page } = await open(pathOf(name), { width });
      await unfold(page);
      const { tables, outside } = await page.evaluate<{ tables: number; outside: string[] }>(beyondWindow);
      expect(tables).toBeGreaterThan(name === 'sixty calls' ? 6 : 2);
      expect(outside).toEqual([]);
      await page.close();
    },
  );

  it('says on a phone what the cells of the tables are, and sorts there', async () => {
    const { page } = await open(pathOf('sixty calls'), { width: widths.phone });
    const unnamed = await page.evaluate<string[]>(withoutLabel);
    expect(unnamed).toEqual([]);
    await page.locator('#calls-table th button', { hasText: 'Оценка' }).click();
    const scores = await page.locator('#calls-table td:nth-child(2)').allTextContents();
    const known = scores.map(Number).filter((score) => !Number.isNaN(score));
    expect(known.length).toBeGreaterThan(10);
    expect(known).toEqual([...known].sort((one, other) => one - other));
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
    await expect.poll(() => page.locator('#calls-table tr[hidden]').count()).toBe(0);
    const operator = await page.locator('#calls-table tbody td:nth-child(3)').first().textContent();
    await page.locator('#filter-text').fill((operator ?? '').toUpperCase());
    const names = await page.locator('#calls-table tbody tr:not([hidden]) td:nth-child(3)').allTextContents();
    expect(new Set(names)).toEqual(new Set([operator]));
    await page.close();
  });

  it('opens the call that a link of the table points to, without the script as well', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await chromium.browser.newContext({ javaScriptEnabled });
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
    for (const name of ['one call', 'an operator'] as const) {
      const { page, complaints } = await open(pathOf(name));
      await unfold(page);
      const text = await page.locator('main').innerText();
      expect(text).toContain('</script></style></li><img src=x onerror=alert(1)>');
      expect(text).toContain('" onmouseover="alert(2)');
      expect(await page.locator('main img, main script, [onmouseover], [onerror]').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  describe('the table of calls', () => {
    interface Row {
      operator: string;
      score: number | null;
      critical: boolean;
      unsupported: boolean;
      shown: boolean;
    }
    const rowsOf = (page: Page): Promise<Row[]> =>
      page.evaluate(`[...document.querySelectorAll('#calls-table tbody tr')].map((row) => ({
        operator: row.cells[2].textContent, score: row.cells[1].textContent === 'нет данных' ? null : Number(row.cells[1].textContent),
        critical: row.cells[4].textContent === 'да', unsupported: row.cells[5].textContent !== '', shown: !row.hidden,
      }))`);
    const told = (page: Page): Promise<string | null> => page.locator('#filter-shown').textContent();

    it('is filtered by several things at once, by keyboard alone, and says how many calls are left', async () => {
      const { page } = await open(pathOf('sixty calls'));
      const all = await rowsOf(page);
      const count = all.length;
      let fits: (row: Row) => boolean = () => true;
      const expectShown = async (): Promise<number> => {
        const rows = await rowsOf(page);
        expect(rows.filter(({ shown }) => shown)).toEqual(rows.filter(fits));
        const left = all.filter(fits).length;
        expect(await told(page)).toBe(`Показано: ${left} из ${count}`);
        return left;
      };
      const narrow = (further: (row: Row) => boolean): void => {
        const before = fits;
        fits = (row) => before(row) && further(row);
      };
      await page.locator('#filter-most').focus();
      await page.keyboard.type('70');
      narrow(({ score }) => score !== null && score <= 70);
      const low = await expectShown();
      expect([low > 0, low < count]).toEqual([true, true]);
      for (const sign of ['critical', 'unsupported'] as const) {
        await page.keyboard.press('Tab');
        expect(await page.evaluate('document.activeElement.id')).toBe(`filter-${sign}`);
        await page.keyboard.press('Space');
        narrow((row) => row[sign]);
        const left = await expectShown();
        expect([left > 0, left < low]).toEqual([true, true]);
      }
      // Sorting shows nothing that was filtered away, and the next filter leaves the order as it is.
      await page.locator('#calls-table th button', { hasText: 'Оценка' }).press('Enter');
      expect(await page.locator('#calls-table th', { hasText: 'Оценка' }).getAttribute('aria-sort')).toBe(
        'ascending',
      );
      await expectShown();
      const first = (await rowsOf(page)).find(({ shown }) => shown)!;
      await page.locator('#filter-most').press('Shift+Tab');
      expect(await page.evaluate('document.activeElement.id')).toBe('filter-operator');
      const options = await page.locator('#filter-operator option').allTextContents();
      for (let at = 0; at < options.indexOf(first.operator); at += 1) await page.keyboard.press('ArrowDown');
      narrow(({ operator }) => operator === first.operator);
      expect(await expectShown()).toBeGreaterThan(0);
      const scores = (await rowsOf(page)).map(({ score }) => score ?? Infinity);
      expect(scores).toEqual([...scores].sort((one, other) => one - other));
      await page.locator('#filter button[type=reset]').press('Enter');
      fits = () => true;
      await expect.poll(() => page.locator('#calls-table tr[hidden]').count()).toBe(0);
      expect(await expectShown()).toBe(count);
      await page.close();
    });

    it('shows what its fields say to who comes back from a call', async () => {
      const { page } = await open(pathOf('sixty calls'));
      await page.locator('#filter-most').fill('70');
      const before = await told(page);
      await page.locator('#calls-table tbody tr:not([hidden]) a').first().click();
      await page.waitForURL(/operator-/u);
      await page.goBack();
      const low = (await rowsOf(page)).filter(({ shown }) => shown).length;
      expect([await page.locator('#filter-most').inputValue(), await told(page)]).toEqual(['70', before]);
      expect(before).toContain(`Показано: ${low} из`);
      await page.close();
    });
  });

  it.each([
    ['one call', widths.desk],
    ['one call', widths.phone],
    ['an operator', widths.phone],
  ] as const)(
    'Tab leads through the page of %s at %i in its order, and is always seen',
    async (name, width) => {
      const { page } = await open(pathOf(name), { width });
      const wanted: string[] = await page.evaluate(reachable);
      expect(wanted.length).toBeGreaterThan(15);
      expect(wanted[0]).toBe('A К содержанию');
      const [reached, unseen]: [string[], string[]] = [[], []];
      for (let step = 0; step < wanted.length; step += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate<{ label: string; seen: boolean }>(focused);
        reached.push(at.label);
        if (!at.seen) unseen.push(at.label);
      }
      expect(reached).toEqual(wanted);
      expect(unseen).toEqual([]);
      await page.keyboard.press('Tab');
      expect((await page.evaluate<{ label: string }>(focused)).label).toBe('BODY');
      await page.close();
    },
  );

  it('leads past the head of the page to its main part', async () => {
    const { page } = await open(pathOf('sixty calls'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.activeElement.closest('main') !== null`)).toBe(true);
    await page.close();
  });

  it('is read out in the order of its meaning: landmarks, headings, tables with names and headers', async () => {
    const { page } = await open(pathOf('sixty calls'));
    const lines = (await page.locator('body').ariaSnapshot()).split('\n');
    const landmarks = lines
      .filter((line) => !line.startsWith(' '))
      .map((line) => /^- (\w+)/u.exec(line)?.[1]);
    expect(landmarks).toEqual(['link', 'banner', 'main', 'contentinfo', 'status']);
    const regions = lines.flatMap((line) => /^ {2}- region "(.+)":$/u.exec(line)?.slice(1) ?? []);
    const headings = lines.flatMap((line) => /heading "(.+)" \[level=2\]/u.exec(line)?.slice(1) ?? []);
    expect(headings).toEqual([
      'Охват',
      'Динамика за 30 дней',
      expect.stringContaining('Критерии'),
      'Операторы',
      'Кто в чём слаб',
      'Рекомендации',
      'Договорённости',
      'Причины отказа',
      'Звонки',
    ]);
    expect(regions).toEqual(headings);
    const tables = await page.evaluate<{ caption: string | null; headers: number; columns: number }[]>(
      `[...document.querySelectorAll('table')].map((table) => ({
        caption: table.caption?.textContent.trim() ?? null,
        headers: table.tHead.querySelectorAll('th[scope=col]').length, columns: table.tHead.rows[0].cells.length,
      }))`,
    );
    expect(tables.length).toBeGreaterThan(6);
    for (const { caption, headers, columns } of tables) {
      expect([caption, headers]).toEqual([expect.stringMatching(/\S/u), columns]);
    }
    await page.close();
  });

  it.each(names)(
    'on paper the page of %s has all but what is pressed, within its margins, in black on white',
    async (name) => {
      const { page } = await open(pathOf(name), { width: widths.paper, dark: true });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      const { folded, outside, pressed, colours } = await page.evaluate<Record<string, string[]>>(onPaper);
      expect({ folded, outside, pressed }).toEqual({ folded: [], outside: [], pressed: [] });
      expect(colours).toEqual(['rgb(0, 0, 0) on rgb(255, 255, 255)']);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      expect(await page.locator('details[open]').count()).toBe(0);

      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
      expect(pdf.slice(0, 5)).toBe('%PDF-');
      const sheets = [...pdf.matchAll(/\/MediaBox \[0 0 (\S+) (\S+)\]/gu)];
      expect(sheets.length).toBeGreaterThan(name === 'no call' ? 0 : 1);
      for (const [, width, height] of sheets) {
        expect(Math.abs(Number(width) - 595)).toBeLessThan(2);
        expect(Math.abs(Number(height) - 842)).toBeLessThan(2);
      }
      await page.close();
    },
  );

  it('prints of an operator the calls that are open, when any is', async () => {
    const { page } = await open(pathOf('an operator'));
    await page.locator('.call summary').first().click();
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('.call[open]').count()).toBe(1);
    expect(await page.locator('.call').count()).toBeGreaterThan(1);
    await page.close();
  });
});

/** What Tab may reach, in the order of the page. */
const label = `(one) => (one.tagName + ' ' + (one.ariaLabel ?? one.textContent).trim().replace(/\\s+/g, ' ').slice(0, 60)).trim()`;
const reachable = `[...document.querySelectorAll('a[href],button,input,select,summary,[tabindex="0"]')]
  .filter((one) => one.checkVisibility()).map(${label})`;
/** What has the focus: whether it stands in the window with a line around it. */
const focused = `(() => {
  const one = document.activeElement;
  if (one === document.body) return { label: 'BODY', seen: false };
  const { left, right, top, bottom, width } = one.getBoundingClientRect();
  const inside = width > 0 && left < innerWidth && right > 0 && top < innerHeight && bottom > 0;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return { label: (${label})(one), seen: inside && outlineStyle === 'solid' && parseInt(outlineWidth) > 1 };
})()`;
/** Cells that stand beside the window, by table; the heat map is pushed. */
const beyondWindow = `(() => {
  const tables = [...document.querySelectorAll('table:not(.heat)')].filter((one) => one.checkVisibility());
  const isOutside = (cell) => {
    const { left, right, width } = cell.getBoundingClientRect();
    return cell.checkVisibility() && width > 0 && (left < -0.5 || right > innerWidth + 0.5);
  };
  const cells = tables.flatMap((table) => [...table.querySelectorAll('tbody :is(th,td)')]);
  return { tables: tables.length, outside: cells.filter(isOutside).map((cell) => cell.closest('table').caption.textContent.trim() + ': ' + cell.outerHTML.slice(0, 80)) };
})()`;
/** Cells of numbers of stacked tables before which nothing says what they are. */
const withoutLabel = `[...document.querySelectorAll('#agreements-table td.n,#declines-table td.n,#calls-table td:nth-child(n+4)')]
  .filter((cell) => cell.checkVisibility() && !/[а-яё]/i.test(getComputedStyle(cell, '::before').content))
  .map((cell) => cell.outerHTML.slice(0, 80))`;
/** What is wrong with a page that is about to be printed, and in which colours its texts are. */
const onPaper = `(() => {
  const told = (ones) => [...ones].map((one) => one.outerHTML.slice(0, 120));
  const all = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility());
  const outside = all.filter((one) => {
    const { left, right, width } = one.getBoundingClientRect();
    return width > 0 && (left < -0.5 || right > innerWidth + 0.5);
  });
  const { color } = getComputedStyle(document.querySelector('main'));
  return {
    folded: told(document.querySelectorAll('details:not([open])')),
    outside: told(outside),
    // A button that sorts is printed as the name of its column.
    pressed: told(all.filter((one) => one.matches('input,select,nav,nav *,.skip') || (one.matches('button') && getComputedStyle(one).display !== 'contents'))),
    colours: [color + ' on ' + getComputedStyle(document.body).backgroundColor],
  };
})()`;
