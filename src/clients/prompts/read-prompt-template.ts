import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StopRunError } from '../../domain/errors.ts';
import type { PromptTemplate } from '../../domain/prompt-template.ts';
import { parsePromptTemplate } from '../../domain/prompt-template.ts';

/**
 * Reads PROMPT_FILE: UTF-8, with or without a byte-order mark, absolute or relative to the working directory. Throws
 * StopRunError `prompt` naming the file and all its problems at once.
 */
export async function readPromptTemplate(path: string, workingDirectory: string): Promise<PromptTemplate> {
  const fullPath = resolve(workingDirectory, path);
  const where = `PROMPT_FILE ${fullPath}`;
  let bytes: Buffer;
  try {
    bytes = await readFile(fullPath);
  } catch (error) {
    throw new StopRunError('prompt', `${where} cannot be read: ${readFailure(error)}`, { cause: error });
  }
  const text = decode(bytes);
  if (text === null) {
    throw new StopRunError('prompt', `${where} is not UTF-8 text: save it again with the encoding UTF-8`);
  }
  // A Windows line end is no content: the same file from either system asks, and is fingerprinted, alike.
  const parsing = parsePromptTemplate(text.replaceAll('\r\n', '\n'));
  if (!parsing.ok) {
    throw new StopRunError('prompt', `${where} cannot be used: ${parsing.problems.join('; ')}`);
  }
  return parsing.template;
}

/** NULL when the bytes are not UTF-8; the decoder drops a byte-order mark itself. */
function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}

function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT') return 'there is no such file (relative paths start at the working directory)';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  return code;
}
