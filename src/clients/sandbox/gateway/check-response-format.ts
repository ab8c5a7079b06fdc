import { refuseCompletion } from './gateway-errors.ts';

export interface ResponseFormat {
  readonly type: 'text' | 'json_object' | 'json_schema';
  readonly schema: Readonly<Record<string, unknown>> | undefined;
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks `response_format`; strict schemas must keep OpenAI's rules for them. */
export function checkResponseFormat(value: unknown): ResponseFormat {
  if (value === undefined || value === null) return { type: 'text', schema: undefined };
  const type = isJson(value) ? value['type'] : undefined;
  if (type === 'text' || type === 'json_object') return { type, schema: undefined };
  if (!isJson(value) || type !== 'json_schema') {
    refuseFormat(
      "Invalid value for 'response_format.type'. Supported values are: 'json_object', 'json_schema', and 'text'.",
    );
  }
  const described = value['json_schema'];
  if (!isJson(described) || typeof described['name'] !== 'string' || !isJson(described['schema'])) {
    refuseFormat("Missing required parameter: 'response_format.json_schema'.");
  }
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(described['name'])) {
    refuseFormat(
      "Invalid 'response_format.json_schema.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.",
    );
  }
  if (described['strict'] === true) checkStrict(described['schema'], [], described['name']);
  return { type, schema: described['schema'] };
}

/** Strict mode: every object closed, every property required. */
function checkStrict(schema: unknown, path: readonly string[], name: string): void {
  if (!isJson(schema)) return;
  const { properties } = schema;
  if (schema['type'] === 'object' || isJson(properties)) {
    if (schema['additionalProperties'] !== false) {
      refuseSchema(name, path, "'additionalProperties' is required to be supplied and to be false.");
    }
    const names = Object.keys(isJson(properties) ? properties : {});
    const required: unknown = schema['required'];
    const missing = names.find((property) => !(Array.isArray(required) && required.includes(property)));
    if (missing !== undefined) {
      refuseSchema(
        name,
        path,
        `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`,
      );
    }
  }
  if (isJson(properties)) {
    for (const [property, inner] of Object.entries(properties)) {
      checkStrict(inner, [...path, 'properties', property], name);
    }
  }
  checkStrict(schema['items'], [...path, 'items'], name);
  for (const inner of (schema['anyOf'] ?? []) as readonly unknown[])
    checkStrict(inner, [...path, 'anyOf'], name);
  for (const inner of Object.values((schema['$defs'] ?? {}) as Json))
    checkStrict(inner, [...path, '$defs'], name);
}

function refuseSchema(name: string, path: readonly string[], problem: string): never {
  const context = path.map((part) => `'${part}'`).join(', ');
  refuseFormat(`Invalid schema for response_format '${name}': In context=(${context}), ${problem}`);
}

function refuseFormat(problem: string): never {
  refuseCompletion({
    status: 400,
    message: `litellm.BadRequestError: OpenAIException - ${problem}`,
    type: 'invalid_request_error',
    param: 'response_format',
  });
}
