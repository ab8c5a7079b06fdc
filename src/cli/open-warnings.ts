import { createLog } from '../clients/logs/create-log.ts';
import type { Logger } from '../domain/ports.ts';
import type { Host } from './host.ts';

/** For commands without a log of their own: warnings and errors go to stderr. */
export function openWarnings(host: Host): Logger {
  return createLog({
    name: 'callq',
    level: 'warn',
    console: {
      write: (text) => {
        host.stderr.write(text);
      },
      readable: host.stderr.isTerminal,
    },
    file: null,
    origin: {},
    now: host.now,
  }).logger;
}
