import type { Writable } from 'node:stream';

import type { Level, Logger as PinoLogger, StreamEntry } from 'pino';
import { pino } from 'pino';
import { prettyFactory } from 'pino-pretty';

import type { DebugFields, LogFields, RunLogger } from '../../domain/ports.ts';
import type { DailyFileOptions } from './daily-file.ts';
import { DailyFile } from './daily-file.ts';
import type { LogEntrySink } from './log-entry.ts';
import { fieldsOfLine, messageOfLine } from './log-fields.ts';

export interface LogOptions {
  readonly name: string;
  readonly level: Level;
  /** Where console lines go; NULL for none. */
  readonly console: { readonly write: (text: string) => void; readonly readable: boolean } | null;
  /** NULL for none. */
  readonly file: Omit<DailyFileOptions, 'name' | 'onTrouble' | 'now'> | null;
  /** What stands on every line of this start of the program. */
  readonly origin: { readonly department?: number | undefined; readonly invocationId?: string };
  readonly now: () => Date;
}

/** Where the lines of one start of the program go. */
export interface Log {
  readonly logger: RunLogger;
  /** An error that the console is told in another way: for file and database only. */
  errorBesideConsole(message: string, fields: LogFields): void;
  /** From now on warnings and errors go there as well; those that are written already do too. */
  keepIn(sink: LogEntrySink): void;
  /** Says how many lines the file lost and closes it; nothing may be logged afterwards. */
  close(): void;
}

type LineLevel = 'debug' | 'info' | 'warn' | 'error';
/** Warnings before the database is known are few. */
const mostEarlyEntries = 100;

/** Lines of identifiers and numbers; a folder that cannot be written is one warning, never a failed night. */
export function createLog(options: LogOptions): Log {
  const { name, level, now } = options;
  const file =
    options.file === null
      ? null
      : new DailyFile({ ...options.file, name, now, onTrouble: (code) => { warnOfFile(logger, code); } });
  const linesTo = (console: LogOptions['console']): PinoLogger =>
    pino(
      {
        ...{ level, base: { name, ...options.origin }, timestamp: () => `,"time":"${now().toISOString()}"` },
        formatters: { level: (label) => ({ level: label }) },
      },
      pino.multistream(streamsOf({ level, console }, file)),
    );
  const lines = linesTo(options.console);
  // A variable, not AsyncLocalStorage: up to Node 22 that runs JavaScript for every promise, 5 % of a night's CPU time.
  let scope: LogFields = {};
  const sinks: LogEntrySink[] = [];
  const early: Parameters<LogEntrySink['add']>[0][] = [];
  const keep: LogEntrySink['add'] = (entry) => {
    if (sinks.length === 0 && early.length < mostEarlyEntries) early.push(entry);
    for (const sink of sinks) sink.add(entry);
  };
  const write =
    (lineLevel: LineLevel, to = lines) =>
    (text: string, given: DebugFields = {}): void => {
      if (!to.isLevelEnabled(lineLevel)) return;
      const message = messageOfLine(text);
      const fields = fieldsOfLine(lineLevel, { ...scope, ...defined(given) });
      to[lineLevel](fields, message);
      if (lineLevel === 'warn' || lineLevel === 'error') keep({ at: now(), level: lineLevel, message, fields });
    };
  const logger: RunLogger = {
    ...{ debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    within: async (identifiers, work) => {
      const outer = scope;
      scope = { ...outer, ...identifiers };
      try {
        return await work();
      } finally {
        scope = outer;
      }
    },
  };
  file?.check();
  return {
    logger,
    errorBesideConsole: (message, fields) => {
      write('error', linesTo(null))(message, fields);
    },
    keepIn(sink) {
      sinks.push(sink);
      for (const entry of early.splice(0)) sink.add(entry);
    },
    close() {
      if (file !== null && file.gaps > 0) {
        logger.warn('lines of this run are missing in the log file', { count: file.gaps });
      }
      file?.close();
    },
  };
}

function streamsOf({ level, console }: Pick<LogOptions, 'level' | 'console'>, file: DailyFile | null): StreamEntry[] {
  const streams: StreamEntry[] = [];
  if (console !== null) streams.push({ level, stream: consoleStream(console) });
  if (file !== null) {
    streams.push({ level, stream: { write: plainWrite((line) => { file.write(line); }) } });
  }
  return streams;
}

function warnOfFile(logger: RunLogger, code: string): void {
  logger.warn(
    `the log file in LOGGING_DIR cannot be written (${code}): the run goes on without it. ` +
      'Check that the folder is there, that this user may write into it, and that its disk has space',
  );
}

/** A field that is left open must not hide what the scope knows. */
function defined(fields: DebugFields): DebugFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function consoleStream(console: NonNullable<LogOptions['console']>): Pick<Writable, 'write'> {
  if (!console.readable) return { write: plainWrite(console.write) };
  const pretty = prettyFactory({
    ...{ colorize: false, translateTime: 'SYS:HH:MM:ss', ignore: 'name,department,invocationId' },
  });
  return { write: plainWrite((line) => { console.write(pretty(line)); }) };
}

function plainWrite(write: (text: string) => void): Writable['write'] {
  return (line: unknown) => {
    write(String(line));
    return true;
  };
}
