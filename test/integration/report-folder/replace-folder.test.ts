import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';

import { openReportFolder } from '../../../src/clients/report-folder/open-report-folder.ts';
import { replaceFolder } from '../../../src/clients/report-folder/replace-folder.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'callq-report-folder-'));
  return () => rm(base, { recursive: true });
});

/** A finished report whose page says this. */
async function addReport(name: string, text: string): Promise<string> {
  await mkdir(join(base, name));
  await writeFile(join(base, name, 'callq-report.json'), '{}');
  await writeFile(join(base, name, 'index.html'), text);
  return join(base, name);
}

const pageOf = (name: string): Promise<string> => readFile(join(base, name, 'index.html'), 'utf8');

describe('a report that is replaced', () => {
  it('gives way to the new one, and nothing else is left', async () => {
    await replaceFolder(await addReport('.new', 'new'), await addReport('report', 'old'));
    expect([await readdir(base), await pageOf('report')]).toEqual([['report'], 'new']);
  });

  it('comes back when the new one cannot take its place', async () => {
    const path = await addReport('report', 'old');
    // Somebody cleaned up what looked like rubbish.
    await expect(replaceFolder(join(base, '.gone'), path)).rejects.toThrow('ENOENT');
    expect([await readdir(base), await pageOf('report')]).toEqual([['report'], 'old']);
  });
});

describe('an empty folder', () => {
  it('stays where it is, and holds the report', async () => {
    await mkdir(join(base, 'report'), { mode: 0o750 });
    const { ino } = await stat(join(base, 'report'));
    await replaceFolder(await addReport('.new', 'new'), join(base, 'report'));
    const found = await stat(join(base, 'report'));
    expect([found.ino, found.mode & 0o777]).toEqual([ino, 0o750]);
    expect([await readdir(base), await pageOf('report')]).toEqual([['report'], 'new']);
    expect(await readdir(join(base, 'report'))).toEqual(['callq-report.json', 'index.html']);
  });

  it('is empty again when a file cannot be moved', async () => {
    await mkdir(join(base, 'report'));
    const half = await addReport('.new', 'new');
    await rm(join(half, 'index.html'));
    await expect(replaceFolder(half, join(base, 'report'))).rejects.toThrow('ENOENT');
    expect(await readdir(join(base, 'report'))).toEqual([]);
  });
});

describe('a report whose replacing was killed half-way', () => {
  const aside = '.report.replaced-00000000-0000-4000-8000-000000000000';
  const open = async (inMinutes: number): Promise<void> => {
    const builtAt = new Date(Date.now() + inMinutes * 60_000).toISOString();
    const folder = await openReportFolder(join(base, 'another'), {
      database: 'x',
      departmentId: 1,
      builtAt,
    });
    await folder.discard();
  };

  it('comes back with the next one that is built', async () => {
    await addReport(aside, 'old');
    await open(2);
    expect([await readdir(base), await pageOf('report')]).toEqual([['report'], 'old']);
  });

  it('goes when its place is taken', async () => {
    await addReport(aside, 'old');
    await addReport('report', 'new');
    await open(2);
    expect([await readdir(base), await pageOf('report')]).toEqual([['report'], 'new']);
  });

  it('stays beside it when somebody put something into it', async () => {
    await addReport(aside, 'old');
    await writeFile(join(base, aside, 'my-notes.txt'), 'dear');
    await addReport('report', 'new');
    await open(2);
    expect(await readdir(base)).toEqual([aside, 'report']);
  });

  it('is left alone while another process may be at it, and when it is no report', async () => {
    await addReport(aside, 'old');
    await open(0);
    expect(await readdir(base)).toEqual([aside]);
    await rm(join(base, aside, 'callq-report.json'));
    await open(2);
    expect(await readdir(base)).toEqual([aside]);
  });
});
