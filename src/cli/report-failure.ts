import { LockHeldError, StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';
import type { Host } from './host.ts';

/** Says on stderr why a command did not come to its end, and returns its exit code. */
export function reportFailure(host: Host, error: unknown): number {
  if (error instanceof LockHeldError) {
    host.stderr.write(`callq: ${error.message}\n`);
    return exitCodes.anotherRun;
  }
  host.stderr.write(`callq: ${messageOf(error)}\n`);
  return exitCodes.couldNotRun;
}

/** Messages of CallQ's own errors hold no content; of any other only its kind and place are shown. */
function messageOf(error: unknown): string {
  return error instanceof StopRunError ? error.message : describeUnexpected(error);
}

/** Kind and place of an error that is not CallQ's own: its message could hold content. */
export function describeUnexpected(error: unknown): string {
  if (!(error instanceof Error)) return 'an unexpected error';
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `unexpected ${error.name}${place === undefined ? '' : ` ${place.trim()}`}`;
}
