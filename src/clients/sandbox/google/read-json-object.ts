import { refuseRead } from './google-errors.ts';

/** The JSON object of a request body, or Google's refusal. */
export function readJsonObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Refused below.
  }
  return refuseRead(400, { message: 'Invalid JSON payload received.' });
}
