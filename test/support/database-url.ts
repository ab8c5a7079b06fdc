import { Client, Pool } from 'pg';

/** The same server's URL with another database. */
export function nameDatabase(serverUrl: string, database: string): string {
  return changeUrl(serverUrl, (url) => {
    url.pathname = database;
  });
}

/** The same database's URL for another user. */
export function nameUser(databaseUrl: string, user: string, password: string): string {
  return changeUrl(databaseUrl, (url) => {
    url.username = user;
    url.password = password;
  });
}

function changeUrl(text: string, change: (url: URL) => void): string {
  // `new URL` does not take the empty host of a socket's URL.
  const url = new URL(text.replace('@/', '@placeholder/'));
  change(url);
  return url.href.replace('@placeholder/', '@/');
}

/** One statement on a connection of its own, such as CREATE DATABASE. */
export async function runStatement(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Connections to one database of a server; that it is dropped, or its server ends, is no error of the test. */
export function openDatabase(serverUrl: string, database: string): Pool {
  const pool = new Pool({ connectionString: nameDatabase(serverUrl, database), max: 1 });
  pool.on('error', () => undefined);
  // A connection that is being closed no longer belongs to the pool.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
