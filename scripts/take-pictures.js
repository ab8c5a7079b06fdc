#!/usr/bin/env node
// Takes the pictures of the READMEs: a fresh demo, its report opened in the Chromium of this machine. Needs `npm run build`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs/pictures');
const executablePath = process.env.PATH.split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((path) => existsSync(path));
if (executablePath === undefined) {
  console.error('No Chromium in PATH.');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'callq-pictures-'));
const { stdout, status } = spawnSync(process.execPath, [join(root, 'bin/callq.js'), 'demo'], {
  cwd: folder,
  encoding: 'utf8',
});
const index = stdout.split('\n').find((line) => line.endsWith('index.html'));
if (status !== 0 || index === undefined) {
  console.error('The demo wrote no report.');
  process.exit(1);
}
mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

await take('report-criteria', { width: 1240, height: 640, colorScheme: 'light' }, async (page) => {
  await page.locator('#criteria-table summary').first().click();
  await page.locator('#criteria').evaluate((section) => section.scrollIntoView());
});
await take('report-call', { width: 1000, height: 700, colorScheme: 'light' }, async (page) => {
  await page.locator('#operators-table tbody th a').first().click();
  await page.locator('.good + ul a').first().click();
  await page.locator('.call[open]').evaluate((call) => call.scrollIntoView());
});
await take('report-phone', { width: 390, height: 760, colorScheme: 'dark' }, () => undefined);
await browser.close();
rmSync(folder, { recursive: true, force: true });

async function take(name, { width, height, colorScheme }, prepare) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(pathToFileURL(index).href);
  await prepare(page);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  await page.close();
}
