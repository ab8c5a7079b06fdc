import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parseHTML } from 'linkedom';

/** A number of a page, found by its name. */
export interface TellNumber {
  /** NULL: said to be unknown. */
  readonly value: number | null;
  readonly text: string;
}

/** The part of the DOM that tests use: the types of a browser are not for this project. */
export interface PageElement {
  readonly id: string;
  readonly tagName: string;
  readonly textContent: string;
  getAttribute(name: string): string | null;
  getAttributeNames(): string[];
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): ArrayLike<PageElement> & Iterable<PageElement>;
  /** Takes it off the page. */
  remove(): void;
}

export interface Page extends Pick<PageElement, 'querySelector' | 'querySelectorAll'> {
  getElementById(id: string): PageElement | null;
}

export function parsePage(text: string): Page {
  return (parseHTML(text) as unknown as { document: Page }).document;
}

export async function readPage(folder: string, name: string): Promise<Page> {
  return parsePage(await readFile(join(folder, name), 'utf8'));
}

export async function listPages(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.html')).sort();
}

/** All numbers that carry a name; one that stands on the page twice must be the same both times. */
export function numbersOf(page: Page): Map<string, TellNumber> {
  const numbers = new Map<string, TellNumber>();
  for (const element of page.querySelectorAll('data[data-n]')) {
    const name = element.getAttribute('data-n') ?? '';
    const raw = element.getAttribute('value') ?? '';
    const told = { value: raw === '' ? null : Number(raw), text: element.textContent };
    const earlier = numbers.get(name);
    if (earlier !== undefined && earlier.value !== told.value)
      throw new Error(`${name} is told twice, differently`);
    numbers.set(name, told);
  }
  return numbers;
}

/** What a person reads: `1 234,5 %` is 1234.5, «нет данных» is NULL. */
export function readText(text: string): number | null {
  const digits = text
    .replace(/[\s\u00a0\u202f]/gu, '')
    .replace(',', '.')
    .replace(/[%₽$]$/u, '');
  return digits === 'нетданных' ? null : Number(digits);
}

/** Text as it is read: any run of blanks is one, and a space that does not break is a space. */
export function plainText(element: PageElement | null): string {
  return (element?.textContent ?? '').replace(/[\s\u00A0\u202F]+/gu, ' ').trim();
}

/** Takes elements off the page, as what they say has been compared. */
export function takeOff(elements: Iterable<PageElement | null>): void {
  for (const element of [...elements]) element?.remove();
}

const dates = /\d\d\.\d\d\.\d{4}(?: \d\d:\d\d)?/gu;

/** Words with a digit that are still on the page, apart from dates and what is the same on every page. */
export function numbersLeft(page: Page, fixed: readonly string[]): string[] {
  const body = ['header', 'main'].map((part) => plainText(page.querySelector(part))).join(' ');
  const rest = fixed.reduce((text, words) => text.replaceAll(words, ' '), body).replace(dates, ' ');
  return [...rest.matchAll(/.{0,30}\d.{0,20}/gu)].map(([around]) => around);
}

/** Rows of a table as the texts of their cells. */
export function rowsOf(page: Page, table: string): string[][] {
  return [...page.querySelectorAll(`${table} tbody tr`)].map((row) =>
    [...row.querySelectorAll('th,td')].map((cell) => cell.textContent.trim()),
  );
}
