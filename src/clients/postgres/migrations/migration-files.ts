import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { findPackageFolder } from '../../package-folder/find-package-folder.ts';

/** One numbered SQL file of `db/migrations`. */
export interface MigrationFile {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text; line ends do not count, Git may change them. */
  readonly checksum: string;
}

/** The migrations that belong to this code, in their order. */
export async function readMigrationFiles(
  folder = path.join(findPackageFolder(), 'db', 'migrations'),
): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (fileName, index) => {
      const [, number, name] = /^(\d{3})_(\w+)\.sql$/.exec(fileName) ?? [];
      if (name === undefined || Number(number) !== index + 1) {
        throw new Error(`db/migrations/${fileName}: expected number ${index + 1}`);
      }
      const sql = (await readFile(path.join(folder, fileName), 'utf8')).replaceAll('\r\n', '\n');
      return { version: index + 1, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
