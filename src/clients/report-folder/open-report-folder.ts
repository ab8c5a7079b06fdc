import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';

import { StopRunError } from '../../domain/errors.ts';
import { makeFolder } from '../output-file/make-folder.ts';
import type { ReportMarker } from './report-marker.ts';
import { holdsOnlyReport, markerName, readMarker } from './report-marker.ts';
import { replaceFolder, settleReplaced } from './replace-folder.ts';

/** Reports name clients' words: nobody else on the machine reads them. */
const ownerOnlyFolder = 0o700;
const ownerOnlyFile = 0o600;

/** A report on its way: it is written beside its place and gets its name when it is whole. */
export interface ReportFolder {
  /** A page from its parts, in order; never more of it in memory than a part. */
  writePage(name: string, parts: Iterable<string> | AsyncIterable<string>): Promise<void>;
  /** Gives the folder its name; a report of CallQ that had it is replaced, and stays when that fails. */
  finish(): Promise<void>;
  /** Removes what was written; nothing after `finish`. */
  discard(): Promise<void>;
}

/**
 * @param marker what the report says about itself
 * Throws StopRunError (`report`) when the place is taken by something that is no report of CallQ.
 */
export async function openReportFolder(path: string, marker: ReportMarker): Promise<ReportFolder> {
  await settleReplaced(dirname(path), new Date(marker.builtAt));
  await assertReplaceable(path);
  makeFolder(dirname(path), ownerOnlyFolder);
  const partial = join(dirname(path), `.${basename(path)}.partial-${randomUUID()}`);
  await mkdir(partial, { mode: ownerOnlyFolder });
  const file = (name: string): string => join(partial, name);
  return {
    async writePage(name, parts) {
      const stream = createWriteStream(file(name), { mode: ownerOnlyFile, flags: 'wx' });
      const ended = finished(stream);
      // Awaited below; a failure before that must not end the process.
      ended.catch(() => undefined);
      for await (const part of parts) {
        if (!stream.write(part)) await Promise.race([once(stream, 'drain'), ended]);
      }
      stream.end();
      await ended;
    },
    async finish() {
      await writeFile(file(markerName), `${JSON.stringify(marker)}\n`, { mode: ownerOnlyFile, flag: 'wx' });
      await assertReplaceable(path);
      await replaceFolder(partial, path);
    },
    discard: () => rm(partial, { recursive: true, force: true }),
  };
}

/** Nothing there, an empty folder, or an earlier report and nothing else. */
async function assertReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  const isEmpty = found.isDirectory() && (await readdir(path)).length === 0;
  if (isEmpty) return;
  const isReport = (await readMarker(path)) !== null;
  if (isReport && (await holdsOnlyReport(path))) return;
  throw new StopRunError(
    'report',
    isReport
      ? `${path} holds something besides a report of CallQ (${markerName}, index.html, operator-….html), so it is left alone. Move that elsewhere, or choose another folder with --out.`
      : `${path} is there already and is no report of CallQ, so it is left alone. Choose another folder with --out.`,
  );
}
