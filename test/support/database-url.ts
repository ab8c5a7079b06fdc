import { Client } from 'pg';

/** The same server's URL with another database. */
export function nameDatabase(serverUrl: string, database: string): string {
  // `new URL` does not take the empty host of a socket's URL.
  const url = new URL(serverUrl.replace('@/', '@placeholder/'));
  url.pathname = database;
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
