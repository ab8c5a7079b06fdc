import { hostname } from 'node:os';

import type { Host, Output } from './cli/host.ts';
import { runProgram } from './cli/program.ts';
import { interruptionCodes } from './domain/exit-code.ts';

/** An interrupted run saves and reports within 20 s. */
const longestEndingMs = 19_500;

function interruptionOf(running: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    running.on(signal, () => {
      // The first signal lets the run finish what is in flight; a second one ends at once.
      if (controller.signal.aborted) running.exit(interruptionCodes[signal]);
      controller.abort(signal);
      // A safety net: whatever hangs (a lost database, a disk), whoever stops a container has no more patience than this.
      setTimeout(() => running.exit(interruptionCodes[signal]), longestEndingMs).unref();
    });
  }
  return controller.signal;
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that went away (`callq run | head`) must not end the night.
  stream.on('error', () => undefined);
  return {
    write: (text) => stream.write(text),
    drained: () =>
      new Promise((resolve) => {
        if (!stream.writableNeedDrain || stream.destroyed) {
          resolve();
          return;
        }
        const settle = (): void => {
          stream.off('drain', settle).off('close', settle).off('error', settle);
          resolve();
        };
        stream.on('drain', settle).on('close', settle).on('error', settle);
      }),
    isTerminal: stream.isTTY,
    get columns() {
      return stream.columns || 80;
    },
  };
}

const host: Host = {
  argv: process.argv.slice(2),
  environment: process.env,
  workingDirectory: process.cwd(),
  processId: process.pid,
  hostname: hostname(),
  now: () => new Date(),
  random: Math.random,
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  get terminal() {
    const { stdin: input, stdout: output } = process;
    return input.isTTY && output.isTTY ? { input, output } : null;
  },
  interruption: interruptionOf(process),
};

process.exitCode = await runProgram(host);
// Whatever still holds the event loop (a keep-alive socket, a timer) must not hold up cron.
setTimeout(() => process.exit(), 2000).unref();
