import type { DepartmentLock, RunStore } from '../domain/ports.ts';

/**
 * A store that writes only while the department's lock is held: ledger and calls may be another run's by now. Answers are
 * appended all the same, for they are paid for, and of a run the row of its own is finished.
 */
export function behindLock(
  store: RunStore,
  lock: Pick<DepartmentLock, 'held'>,
  stopping: AbortSignal,
): RunStore {
  return {
    ...store,
    async recordOutcomes(entries) {
      await lock.held(stopping);
      await store.recordOutcomes(entries);
    },
    async recordListing(listing) {
      await lock.held(stopping);
      await store.recordListing(listing);
    },
    async saveCall(record) {
      await lock.held(stopping);
      await store.saveCall(record);
    },
  };
}
