import { LockHeldError, StopRunError } from '../domain/errors.ts';
import { exitCodes } from '../domain/exit-code.ts';

/** Messages of CallQ's own errors hold no content; of any other only its kind and place are shown. */
export function describeError(error: unknown): string {
  const isOurs = error instanceof StopRunError || error instanceof LockHeldError;
  return isOurs ? error.message : describeUnexpected(error);
}

/** Kind and place of an error that is not CallQ's own: its message could hold content. */
export function describeUnexpected(error: unknown): string {
  if (!(error instanceof Error)) return 'an unexpected error';
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `unexpected ${error.name}${place === undefined ? '' : ` ${place.trim()}`}`;
}

/** The short class of what ended a command early. */
export function errorClassOf(error: unknown): string {
  if (error instanceof StopRunError) return error.errorClass;
  return error instanceof LockHeldError ? 'lock_held' : 'unexpected';
}

/** Of a command that could not do its work. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof LockHeldError ? exitCodes.anotherRun : exitCodes.couldNotRun;
}
