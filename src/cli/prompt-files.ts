import { join } from 'node:path';

import { findPackageFolder } from '../clients/package-folder/find-package-folder.ts';

/** The prompt file that comes with CallQ for a department of the sandbox. */
export function promptFileOf(department: 1 | 2): string {
  return join(findPackageFolder(), 'prompts', `department${department}_prompt.txt`);
}
