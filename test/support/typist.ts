import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import type { Host } from '../../src/cli/host.ts';

/** A terminal at which a test sits. */
export interface Typist {
  readonly terminal: NonNullable<Host['terminal']>;
  /** Waits for this on the screen, after what was waited for last; then types. */
  answer(awaited: string, ...keys: readonly string[]): Promise<void>;
  /** Everything that was ever shown, without colours and movements. */
  screen(): string;
}

export const enter = '\r';
export const down = '\u001B[B';
export const controlC = '\u0003';
/** Empties the line: answers can have a suggestion in it. */
export const emptyLine = '\u0015';

export function startTypist(): Typist {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 200, rows: 50, isTTY: true });
  let shown = '';
  let read = 0;
  output.setEncoding('utf8').on('data', (text: string) => (shown += stripVTControlCharacters(text)));
  return {
    terminal: { input, output },
    screen: () => shown,
    async answer(awaited, ...keys) {
      const deadline = performance.now() + 20_000;
      while (!shown.slice(read).includes(awaited)) {
        if (performance.now() > deadline)
          throw new Error(`"${awaited}" was not shown after:\n${shown.slice(read)}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      read += shown.slice(read).indexOf(awaited) + awaited.length;
      for (const key of keys) {
        input.write(key);
        // As a person does: key by key.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
