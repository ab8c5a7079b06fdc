import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findPackageFolder } from '../clients/package-folder/find-package-folder.ts';

/** The version of package.json. */
export function readVersion(): string {
  const file = readFileSync(join(findPackageFolder(), 'package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
