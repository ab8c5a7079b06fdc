import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Tells a report of CallQ from any other folder: only what holds it is ever replaced or removed. */
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
