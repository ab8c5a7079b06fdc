import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells a report of CallQ from any other folder: only what holds it, and nothing else's, is ever replaced or removed. */
export const markerName = 'callq-report.json';

/** What a report says about itself. */
export interface ReportMarker {
  /** Tells the departments of one database from those of another, which have the same ids. */
  readonly database: string;
  readonly departmentId: number;
  /** ISO 8601 */
  readonly builtAt: string;
  readonly [further: string]: unknown;
}

/** As it stands in the folder, unchecked; NULL when the folder is no report of CallQ. */
export async function readMarker(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(path, markerName), 'utf8'));
    return typeof marker === 'object' && marker !== null ? (marker as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const pageName = /^(?:index|operator--?\d+(?:-\d+)?)\.html$/u;

/** Whether each thing in the folder is a file that a report consists of, so that nobody's own goes with it. False when it cannot be read. */
export async function holdsOnlyReport(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => null);
  return (
    entries?.every((one) => one.isFile() && (one.name === markerName || pageName.test(one.name))) ?? false
  );
}
