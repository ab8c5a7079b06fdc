import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireDepartmentLock } from '../../../src/clients/postgres/department-lock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const OWNER = { departmentId: 1, host: 'night-server', processId: 4711 };

test('one run per department; the second is told who holds the lock since when', async () => {
  const lock = await acquireDepartmentLock(database.connectionString, OWNER);
  await expect(
    acquireDepartmentLock(database.connectionString, { ...OWNER, processId: 4712 }),
  ).rejects.toMatchObject({
    name: 'LockHeldError',
    message: expect.stringMatching(
      /^Another run of department 1 is going on: callq process 4711 on night-server since 20\d\d-.*Z\.$/,
    ) as string,
  });
  const other = await acquireDepartmentLock(database.connectionString, { ...OWNER, departmentId: 2 });
  await other.release();
  await lock.release();
  expect(lock.lost.aborted).toBe(false);
  await (await acquireDepartmentLock(database.connectionString, OWNER)).release();
});

test('says when the connection that holds it is lost', async () => {
  const lock = await acquireDepartmentLock(database.connectionString, OWNER);
  const lost = new Promise((resolve) => {
    lock.lost.addEventListener('abort', resolve);
  });
  await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'callq process 4711%' AND datname = current_database()`,
  );
  await lost;
  await lock.release();
});

test('a database that cannot be reached is explained without the password', async () => {
  const attempt = acquireDepartmentLock('postgresql://callq:hidden-word@127.0.0.1:1/callq', OWNER);
  const error = (await attempt.catch((reason: unknown) => reason)) as Error;
  expect(error.message).toMatch(/nothing listens there.*ECONNREFUSED/);
  expect(error.message).not.toContain('hidden-word');
});
