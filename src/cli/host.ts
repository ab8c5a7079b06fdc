import type { Readable, Writable } from 'node:stream';

/** The process as commands see it: only main.ts touches the real one. */
export interface Host {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  readonly processId: number;
  readonly hostname: string;
  readonly now: () => Date;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly stdout: Output;
  readonly stderr: Output;
  /** For questions to a person; NULL unless both input and output are a terminal. */
  readonly terminal: { readonly input: Readable; readonly output: Writable } | null;
  /** Aborted by the first SIGINT or SIGTERM, with the signal's name as its reason; a second signal ends the process. */
  readonly interruption: AbortSignal;
}

export interface Output {
  write(text: string): void;
  /** Resolves when more can be written without piling up here: what is long waits for a slow reader. */
  drained(): Promise<void>;
  readonly isTerminal: boolean;
  /** Width in columns; 80 when unknown. */
  readonly columns: number;
}
