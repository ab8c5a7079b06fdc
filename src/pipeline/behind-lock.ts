import type { DepartmentLock, RunStore } from '../domain/ports.ts';

/**
 * A store that writes only while the department's lock is held: ledger and calls may be another run's by now. Answers are
 * appended all the same, for they are paid for, and of a run the row of its own is finished.
 * @param hurry ends the waiting for the lock: an interruption. Any other stop has the time to write down what is left.
 */
export function behindLock(
  store: RunStore,
  lock: Pick<DepartmentLock, 'held'>,
  hurry: AbortSignal,
): RunStore {
  return {
    ...store,
    async recordOutcomes(entries) {
      await lock.held(hurry);
      await store.recordOutcomes(entries);
    },
    async recordListing(listing) {
      await lock.held(hurry);
      await store.recordListing(listing);
    },
    async saveCall(record) {
      await lock.held(hurry);
      await store.saveCall(record);
    },
  };
}
