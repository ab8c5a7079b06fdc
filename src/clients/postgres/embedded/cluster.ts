/** A database cluster on disk and what is needed to run its programs. */
export interface Cluster {
  /** Absolute path of the data directory (the one with PG_VERSION). */
  readonly directory: string;
  /** Absolute path of the folder with initdb, pg_ctl and postgres. */
  readonly programs: string;
  /** The user the programs run as; undefined: the current one. */
  readonly runAs: { uid: number; gid: number } | undefined;
  /** Unix socket, or (Windows) the loopback interface, where a password is asked for. */
  readonly listen: 'socket' | 'loopback';
}
