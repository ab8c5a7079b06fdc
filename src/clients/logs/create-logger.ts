import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

import type { Level, StreamEntry } from 'pino';
import { pino } from 'pino';
import { prettyFactory } from 'pino-pretty';

import type { LogFields, Logger } from '../../domain/ports.ts';

export interface LoggerOptions {
  readonly name: string;
  readonly level: Level;
  /** Where console lines go; NULL for none. */
  readonly console: { readonly write: (text: string) => void; readonly readable: boolean } | null;
  /** Folder of the log file, one a day; NULL for none. */
  readonly directory: string | null;
  /** `YYYY-MM-DD`, names today's file. */
  readonly today: string;
}

/** Lines of identifiers and numbers; a folder that cannot be written is one warning, never a failed night. */
export function createLogger(options: LoggerOptions): Logger {
  const streams: StreamEntry[] = [];
  if (options.console !== null) streams.push({ level: options.level, stream: consoleStream(options.console) });
  const file = options.directory === null ? null : openLogFile(options.directory, options);
  if (file !== null && file !== 'unwritable') streams.push({ level: options.level, stream: file });
  const lines = pino(
    { name: options.name, level: options.level, timestamp: pino.stdTimeFunctions.isoTime },
    pino.multistream(streams),
  );
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      lines[level](fields, message);
    };
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
  if (file === 'unwritable') {
    logger.warn('the log folder LOGGING_DIR cannot be written, so there is no log file of this run');
  }
  return logger;
}

function consoleStream(console: NonNullable<LoggerOptions['console']>): Pick<Writable, 'write'> {
  if (!console.readable) return { write: plainWrite(console.write) };
  const pretty = prettyFactory({ colorize: false, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname,name' });
  return { write: plainWrite((line) => { console.write(pretty(line)); }) };
}

function plainWrite(write: (text: string) => void): Writable['write'] {
  return (line: unknown) => {
    write(String(line));
    return true;
  };
}

function openLogFile(
  directory: string,
  { name, today }: LoggerOptions,
): Pick<Writable, 'write'> | 'unwritable' {
  const path = join(directory, `${name}-${today}.log`);
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    // Synchronous: a line is in the file before the process can be killed for what it reports.
    const destination = pino.destination({ dest: path, sync: true, append: true, mode: 0o600 });
    // A disk that fills up later must not end the night either.
    destination.on('error', () => undefined);
    return destination;
  } catch {
    return 'unwritable';
  }
}
