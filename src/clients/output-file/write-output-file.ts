import type { OutputFileOptions } from './open-output-file.ts';
import { openOutputFile } from './open-output-file.ts';

/** A whole file from one text. Throws the error of the file system, and then nothing is left behind. */
export async function writeOutputFile(path: string, text: string, options: OutputFileOptions): Promise<void> {
  const file = await openOutputFile(path, options);
  try {
    await file.write(text);
    await file.finish();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
