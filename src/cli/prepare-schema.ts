import type { Pool } from 'pg';

import { migrateDatabase } from '../clients/postgres/migrations/migrate.ts';
import { assertSchemaCurrent } from '../clients/postgres/migrations/migration-status.ts';

/**
 * Sees to it that the schema is the one this program knows: brings it up first when CALLQ_MIGRATE says so.
 * @param say gets a line for each migration that was applied, and each warning
 * @throws DatabaseSetupError when the schema is another one, or cannot be brought up
 */
export async function prepareSchema(
  pool: Pool,
  { migrate, say }: { readonly migrate: boolean; readonly say: (line: string) => void },
): Promise<void> {
  if (migrate) {
    const { applied, warnings } = await migrateDatabase(pool);
    for (const line of [...warnings, ...applied.map((migration) => `CALLQ_MIGRATE: applied ${migration}`)]) {
      say(line);
    }
  }
  await assertSchemaCurrent(pool);
}
