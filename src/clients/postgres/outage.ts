import { RECONNECT_MILLISECONDS } from './sql-state.ts';

/**
 * Since when nobody reaches the database. Shared by all statements of a run: when it has been lost for 30 s, those that
 * come later try once and do not wait another 30 s each.
 */
export class Outage {
  #since: number | null = null;

  /** A statement lost its connection. */
  begin(): void {
    this.#since ??= performance.now();
  }

  /** A statement was answered. */
  end(): void {
    this.#since = null;
  }

  /**
   * @param lostAt when the asking statement first lost its connection: others may be answered while this one never is
   */
  isOver(lostAt: number): boolean {
    return performance.now() - Math.min(lostAt, this.#since ?? lostAt) >= RECONNECT_MILLISECONDS;
  }
}
