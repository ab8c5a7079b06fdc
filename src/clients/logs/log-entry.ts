import type { LogFields } from '../../domain/ports.ts';

/** A warning or an error as it is kept outside of console and file. */
export interface LogEntry {
  readonly at: Date;
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** Takes an entry at once: it never throws and nobody waits for it. */
export interface LogEntrySink {
  add(entry: LogEntry): void;
}
