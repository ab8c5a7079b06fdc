import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

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
  folder = path.join(findDatabaseFolder(), 'migrations'),
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

/** `db` of the package this file belongs to, whether it runs from `src` or from `dist`. */
export function findDatabaseFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'db', 'migrations'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('db/migrations is missing beside the program');
    folder = parent;
  }
  return path.join(folder, 'db');
}
