import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import { parseMessages, parseStartup, readProcessId, writeFlush } from './postgres-messages.ts';

/**
 * How a statement breaks: its backend is terminated before it is sent, between its execution and its commit, or nobody
 * hears that it was committed.
 */
export const sqlFaultNames = [
  'backend terminated before',
  'backend terminated during',
  'answer lost after commit',
] as const;
export type SqlFaultName = (typeof sqlFaultNames)[number];

/** What the proxy tells while statements pass; numbers count from 1 since the last `reset`. */
interface SqlEvents {
  readonly choose?: (statement: number) => SqlFaultName | null;
  readonly onForwarded?: (statement: number) => void;
  readonly onAnswered?: (statement: number) => void;
  /** A connection is ready for its first statement; numbered from 1. */
  readonly onConnected?: (connection: number, processId: number) => void;
}

/** A server in front of PostgreSQL that understands enough of its protocol to count statements and break them. */
export interface SqlFaultProxy {
  readonly port: number;
  readonly statements: number;
  readonly connections: number;
  readonly brokenStatements: number;
  reset(events?: SqlEvents): void;
  close(): Promise<void>;
}

interface Options {
  /** Where PostgreSQL listens now: a folder of its Unix socket or a host. */
  readonly address: () => { readonly host: string; readonly port: number };
  readonly terminate: (processId: number) => Promise<void>;
}

/** Shared by all connections; made anew by `reset`, so that a connection of before counts no more. */
interface Period {
  readonly events: SqlEvents;
  statements: number;
  connections: number;
  broken: number;
}

export async function startSqlFaultProxy(options: Options): Promise<SqlFaultProxy> {
  let period: Period = { events: {}, statements: 0, connections: 0, broken: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    new ProxiedConnection(client, options, period);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get statements() {
      return period.statements;
    },
    get connections() {
      return period.connections;
    },
    get brokenStatements() {
      return period.broken;
    },
    reset(events = {}) {
      period = { events, statements: 0, connections: 0, broken: 0 };
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #options: Options;
  readonly #period: Period;
  #fromClient: Buffer = Buffer.alloc(0);
  #fromServer: Buffer = Buffer.alloc(0);
  #started = false;
  #cycle: Buffer[] = [];
  #processId = 0;
  /** The statement under way; 0: none. */
  #statement = 0;
  /** What becomes of the server's messages while a broken statement is under way. */
  #withheld: ((type: string) => boolean) | null = null;

  constructor(client: Socket, options: Options, period: Period) {
    this.#client = client;
    this.#options = options;
    this.#period = period;
    const { host, port } = options.address();
    this.#server = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    client.setNoDelay(true);
    client.on('data', (data: Buffer) => {
      this.#hearClient(data);
    });
    this.#server.on('data', (data: Buffer) => {
      this.#hearServer(data);
    });
    // Each side ends when the other does, however it does.
    client.on('error', () => undefined).on('close', () => this.#server.destroy());
    this.#server.on('error', () => undefined).on('close', () => client.end());
  }

  #hearClient(data: Buffer): void {
    this.#fromClient = Buffer.concat([this.#fromClient, data]);
    if (!this.#started) {
      const startup = parseStartup(this.#fromClient);
      if (startup === null) return;
      this.#fromClient = startup.rest;
      if (startup.asksForEncryption) this.#client.write('N');
      else this.#server.write(startup.message);
      this.#started = !startup.asksForEncryption;
    }
    const { messages, rest } = parseMessages(this.#fromClient);
    this.#fromClient = rest;
    for (const { type, bytes } of messages) {
      if (!'PBDECQS'.includes(type)) {
        this.#server.write(bytes);
        continue;
      }
      this.#cycle.push(bytes);
      if (type === 'Q' || type === 'S') {
        const cycle = this.#cycle;
        this.#cycle = [];
        this.#send(cycle, type === 'Q');
      }
    }
  }

  #send(cycle: readonly Buffer[], isSimple: boolean): void {
    const period = this.#period;
    period.statements += 1;
    this.#statement = period.statements;
    const fault = period.events.choose?.(this.#statement) ?? null;
    if (fault !== null) {
      period.broken += 1;
      this.#breakOff(fault, cycle, isSimple);
      return;
    }
    this.#server.write(Buffer.concat(cycle));
    period.events.onForwarded?.(this.#statement);
  }

  #breakOff(fault: SqlFaultName, cycle: readonly Buffer[], isSimple: boolean): void {
    if (fault === 'backend terminated before') this.#terminate();
    else if (fault === 'answer lost after commit') {
      this.#withheld = (type) => {
        if (type === 'Z') this.#client.resetAndDestroy();
        return true;
      };
      this.#server.write(Buffer.concat(cycle));
    } else if (isSimple) {
      this.#server.write(Buffer.concat(cycle));
      this.#terminate();
    } else {
      // Carried out, but without the Sync that commits it; a Flush makes the server say when.
      this.#withheld = (type) => {
        if (!'CIsE'.includes(type)) return true;
        this.#withheld = null;
        this.#terminate();
        return true;
      };
      this.#server.write(Buffer.concat([...cycle.slice(0, -1), writeFlush()]));
    }
  }

  #terminate(): void {
    this.#options.terminate(this.#processId).catch(() => this.#client.destroy());
  }

  #hearServer(data: Buffer): void {
    this.#fromServer = Buffer.concat([this.#fromServer, data]);
    const { messages, rest } = parseMessages(this.#fromServer);
    this.#fromServer = rest;
    const passed: Buffer[] = [];
    const answered: number[] = [];
    for (const { type, bytes } of messages) {
      if (type === 'K') this.#processId = readProcessId(bytes);
      if (this.#withheld?.(type) === true) continue;
      passed.push(bytes);
      if (type === 'Z' && this.#statement > 0) answered.push(this.#statement);
      else if (type === 'Z') this.#connected();
    }
    if (passed.length === 0 || this.#client.destroyed) return;
    this.#client.write(Buffer.concat(passed), () => {
      for (const statement of answered) this.#period.events.onAnswered?.(statement);
    });
  }

  #connected(): void {
    this.#period.connections += 1;
    this.#period.events.onConnected?.(this.#period.connections, this.#processId);
  }
}
