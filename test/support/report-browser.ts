import { pathToFileURL } from 'node:url';

import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import { chromiumArguments, findChromium } from './chromium.ts';

const executablePath = findChromium();
if (executablePath === null) {
  console.warn(
    'Skipped: the tests that open the report found no Chromium in PATH (apt-get install chromium).',
  );
}

export const hasChromium = executablePath !== null;

/** Widths at which a report is looked at; A4 less the margins of the page's own `@page`. */
export const widths = { phone: 390, desk: 1280, paper: 703 } as const;

export interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

/** What a page did that it must not do. */
export interface Opened {
  readonly page: Page;
  /** Errors on the console, refusals of the page's policy among them, and exceptions. */
  readonly complaints: string[];
  /** Addresses beyond the folder of the reports. */
  readonly requests: string[];
}

/** The Chromium of this machine, looking at the pages of a folder. */
export async function startBrowser(folder: string): Promise<{
  readonly browser: Browser;
  open(path: string, look?: Look): Promise<Opened>;
}> {
  const browser = await chromium.launch({
    executablePath: executablePath ?? '',
    args: [...chromiumArguments],
  });
  return {
    browser,
    async open(path, { width = widths.desk, dark = false } = {}) {
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
        if (!request.url().startsWith(pathToFileURL(folder).href)) requests.push(request.url());
      });
      await page.goto(pathToFileURL(path).href);
      return { page, complaints, requests };
    },
  };
}

export async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
}

/** Pixels by which the page is wider than its window. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}

export interface Findings {
  readonly look: Required<Look>;
  /** What breaks a rule of axe-core, serious or not. */
  readonly violations: readonly string[];
  /** Texts whose contrast it could not tell; of charts, and of what reaches over other cells, it never can. */
  readonly unclear: readonly string[];
}

/** Lets axe-core look at an open page with everything unfolded, as phone and desk show it, light and dark. */
export async function audit(page: Page): Promise<readonly Findings[]> {
  await unfold(page);
  // The page's policy lets no script in: the debugger may, as an extension would.
  await page.evaluate(axe.source);
  const findings: Findings[] = [];
  for (const width of [widths.desk, widths.phone]) {
    await page.setViewportSize({ width, height: 900 });
    for (const dark of [false, true]) {
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      // Another scheme changes colours and nothing else.
      const found = await runAxe(page, dark ? "{ runOnly: ['color-contrast'] }" : '{}');
      findings.push({ ...found, look: { width, dark } });
    }
  }
  return findings;
}

function runAxe(page: Page, options: string): Promise<Omit<Findings, 'look'>> {
  return page.evaluate(`axe.run(document, ${options}).then(({ violations, incomplete }) => {
    const told = (found) => found.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200)));
    const unclear = incomplete.filter(({ id }) => id === 'color-contrast').map(({ id, nodes }) =>
      ({ id, nodes: nodes.filter(({ target }) => !document.querySelector(target[0]).closest('svg,.coaching')) }));
    return { violations: told(violations), unclear: told(unclear) };
  })`);
}
