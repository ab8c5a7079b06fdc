import { readFile } from 'node:fs/promises';

import { writeOutputFile } from '../output-file/write-output-file.ts';

/** The reader is another user. */
const everybodyReads = 0o644;

/**
 * Replaces the file as a whole: node_exporter reads it at any moment and must never see half of it.
 * Throws the error of the file system.
 * @param write makes the new text from the old one; NULL when there is none
 */
export async function writeMetricsFile(
  path: string,
  write: (before: string | null) => string,
): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => null);
  await writeOutputFile(path, write(before), { replace: true, mode: everybodyReads });
}
