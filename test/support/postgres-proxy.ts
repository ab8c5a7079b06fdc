import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { addressOf } from './postgres-address.ts';

/** What happens to a statement on its way. */
type Loss =
  /** It is carried out and committed; the connection breaks before the client hears of it. */
  | 'confirmation'
  /** The connection breaks for the client while the server, which does not notice, goes on. */
  | 'connection';

/** A wire between a program and PostgreSQL that can be cut. */
export interface PostgresProxy {
  readonly connectionString: string;
  /** The next statement whose message holds the marker (its text, or its name when it is prepared) meets this loss, once. */
  lose(loss: Loss, marker: string): void;
  /** How often a loss has happened. */
  readonly losses: number;
  /** From now on nothing passes in either direction, on new connections neither; nothing is closed. */
  hang(): void;
  /** All connections break for the client; the server does not notice and keeps their sessions. */
  cut(): void;
  /** New connections are refused and those that are there break. */
  refuse(): void;
  /** New connections pass again, to another server when one is given. */
  pass(target?: string): void;
  close(): Promise<void>;
}

/** ReadyForQuery outside of a transaction: whatever was sent is committed. */
const committed = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

export async function startPostgresProxy(target: string): Promise<PostgresProxy> {
  let address = addressOf(target);
  const sockets = new Set<Socket>();
  let mode: 'pass' | 'hang' | 'refuse' = 'pass';
  let planned: { readonly loss: Loss; readonly marker: string } | null = null;
  let losses = 0;

  const clients = new Set<Socket>();
  const cut = (client: Socket): void => {
    client.removeAllListeners('close'); // the server's side stays open
    client.resetAndDestroy();
    clients.delete(client);
    sockets.delete(client);
  };

  const server = createServer((client) => {
    if (mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const backend = connect(address.target);
    clients.add(client);
    let swallowing = false;
    for (const socket of [client, backend]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => {
      if (mode === 'hang') return;
      backend.write(chunk);
      if (planned === null || !chunk.includes(planned.marker)) return;
      const { loss } = planned;
      planned = null;
      if (loss === 'confirmation') swallowing = true;
      else {
        losses += 1;
        cut(client);
      }
    });
    backend.on('data', (chunk) => {
      if (mode === 'hang' || client.destroyed) return;
      if (!swallowing) client.write(chunk);
      else if (chunk.subarray(-committed.length).equals(committed)) {
        losses += 1;
        client.resetAndDestroy();
      }
    });
    client.on('close', () => {
      clients.delete(client);
      backend.destroy();
    });
    backend.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    connectionString: address.through((server.address() as AddressInfo).port),
    lose: (loss, marker) => {
      planned = { loss, marker };
    },
    get losses() {
      return losses;
    },
    hang: () => {
      mode = 'hang';
    },
    cut: () => {
      for (const client of clients) cut(client);
    },
    refuse: () => {
      mode = 'refuse';
      for (const client of clients) client.resetAndDestroy();
    },
    pass: (other) => {
      if (other !== undefined) address = addressOf(other);
      mode = 'pass';
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
