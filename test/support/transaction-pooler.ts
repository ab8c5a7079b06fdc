import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { addressOf } from './postgres-address.ts';

/** A server that hands PostgreSQL's sessions from transaction to transaction, as PgBouncer does with pool_mode=transaction. */
export interface TransactionPooler {
  readonly connectionString: string;
  close(): Promise<void>;
}

const headerLength = 5;
const backendKey = 'K'.charCodeAt(0);
const readyForQuery = 'Z'.charCodeAt(0);
const terminate = 'X'.charCodeAt(0);
const outsideOfTransaction = 'I'.charCodeAt(0);

/** A session of the server and who uses it now. */
interface Session {
  readonly socket: Socket;
  user: Socket | null;
  unread: Buffer;
}

/** Of the free sessions the next transaction gets the one that was given back last, or the one that rests longest. */
export async function startTransactionPooler(
  target: string,
  next: 'newest' | 'oldest' = 'newest',
): Promise<TransactionPooler> {
  const address = addressOf(target);
  const sockets = new Set<Socket>();
  const free: Session[] = [];
  const waiting: { readonly client: Socket; readonly chunk: Buffer }[] = [];
  const sessionOf = new Map<Socket, Session>();

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const serve = (client: Socket, chunk: Buffer): void => {
    let session = sessionOf.get(client);
    if (session === undefined) {
      session = next === 'newest' ? free.pop() : free.shift();
      if (session === undefined) {
        waiting.push({ client, chunk });
        return;
      }
      session.user = client;
      sessionOf.set(client, session);
    }
    session.socket.write(chunk);
  };
  const giveBack = (session: Session): void => {
    if (session.user !== null) sessionOf.delete(session.user);
    session.user = null;
    free.push(session);
    const first = waiting.shift();
    if (first !== undefined) serve(first.client, first.chunk);
  };
  const read = (session: Session, chunk: Buffer): void => {
    session.unread = Buffer.concat([session.unread, chunk]);
    while (session.unread.length >= headerLength) {
      const length = 1 + session.unread.readInt32BE(1);
      if (session.unread.length < length) return;
      const message = session.unread.subarray(0, length);
      session.unread = session.unread.subarray(length);
      // Whom a client would have to name to cancel a statement is the pooler's own business.
      if (message[0] === backendKey) message.writeInt32BE(1_000_000 + sockets.size, headerLength);
      session.user?.write(message);
      if (message[0] === readyForQuery && message[headerLength] === outsideOfTransaction) giveBack(session);
    }
  };

  const server = createServer((client) => {
    keep(client);
    // Each client logs in to the server itself; its session then belongs to everybody.
    const session: Session = { socket: connect(address.target), user: client, unread: Buffer.alloc(0) };
    keep(session.socket);
    sessionOf.set(client, session);
    session.socket.on('data', (chunk) => {
      read(session, chunk);
    });
    client.on('data', (chunk) => {
      if (chunk[0] === terminate) client.end();
      else serve(client, chunk);
    });
    client.on('close', () => {
      const left = sessionOf.get(client);
      sessionOf.delete(client);
      left?.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    connectionString: address.through((server.address() as AddressInfo).port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
