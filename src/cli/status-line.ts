import type { Output } from './host.ts';

/** One line at the bottom of the terminal that is written anew; other lines appear above it. */
export class StatusLine {
  readonly #output: Output;
  #shown = '';

  constructor(output: Output) {
    this.#output = output;
  }

  show(line: string): void {
    const clipped = line.slice(0, this.#output.columns - 1);
    this.#output.write(`\r\u001b[2K${clipped}`);
    this.#shown = clipped;
  }

  clear(): void {
    if (this.#shown !== '') this.#output.write('\r\u001b[2K');
    this.#shown = '';
  }

  /** A line (with its line break) that stays, above the status line. */
  writeAbove(text: string): void {
    if (this.#shown === '') {
      this.#output.write(text);
      return;
    }
    const shown = this.#shown;
    this.#output.write(`\r\u001b[2K${text}`);
    this.show(shown);
  }
}
