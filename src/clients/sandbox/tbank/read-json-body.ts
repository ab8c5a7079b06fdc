import type { ServiceRequest } from '../server/service.ts';
import { refuse } from './tbank-errors.ts';

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Tells whether a value is a JSON object. */
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The request's body as an object with exactly these fields. */
export function readJsonBody(request: ServiceRequest, fields: readonly string[]): JsonObject {
  if (!(request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json')) {
    refuse(415, 'Content-Type must be application/json');
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    refuse(400, 'body is not JSON');
  }
  return requireFields(body, fields, 'body');
}

/** Refuses anything but an object that has all of the fields and no others. */
export function requireFields(value: unknown, fields: readonly string[], place: string): JsonObject {
  if (!isObject(value)) refuse(400, `${place} must be an object`);
  const missing = fields.filter((field) => !(field in value));
  if (missing.length > 0) refuse(400, `${place} lacks ${missing.join(', ')}`);
  const unknown = Object.keys(value).filter((field) => !fields.includes(field));
  if (unknown.length > 0) refuse(400, `${place} has unknown fields: ${unknown.join(', ')}`);
  return value;
}

/** A whole number of at least `least`. */
export function requireInteger(value: unknown, least: number, place: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    refuse(400, `${place} must be a whole number ≥ ${least}`);
  }
  return value;
}
