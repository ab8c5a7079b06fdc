import { fileURLToPath } from 'node:url';

/** The prompt file that comes with CallQ for a department of the sandbox. */
export function promptFileOf(department: 1 | 2): string {
  return fileURLToPath(new URL(`../../prompts/department${department}_prompt.txt`, import.meta.url));
}
