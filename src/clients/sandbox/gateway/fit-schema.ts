type Json = Readonly<Record<string, unknown>>;

/**
 * Gives a value the form of a JSON schema, as a model with structured output would: properties the schema does not
 * know are left out where it is closed, required ones are added empty, types and enums are kept to.
 */
export function fitSchema(value: unknown, schema: Json, root: Json = schema): unknown {
  const resolved = resolve(schema, root);
  const options = resolved['anyOf'] ?? resolved['oneOf'];
  if (Array.isArray(options)) return fitSchema(value, chooseOption(value, options as Json[], root), root);
  const types = [resolved['type']].flat();
  if (value === null || value === undefined) {
    return types.includes('null') ? null : emptyOf(resolved, types, root);
  }
  if (types.includes('object') || resolved['properties'] !== undefined)
    return fitObject(value, resolved, root);
  if (types.includes('array')) {
    const items = (resolved['items'] ?? {}) as Json;
    const most = (resolved['maxItems'] ?? Infinity) as number;
    return Array.isArray(value) ? value.slice(0, most).map((entry) => fitSchema(entry, items, root)) : [];
  }
  return fitScalar(value, resolved, types);
}

function resolve(schema: Json, root: Json): Json {
  const { $ref: reference } = schema;
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  let place: unknown = root;
  for (const step of reference.slice(2).split('/')) place = (place as Json | undefined)?.[step];
  return (place ?? {}) as Json;
}

function chooseOption(value: unknown, options: readonly Json[], root: Json): Json {
  const wanted =
    value === null || value === undefined ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const fitting = options.find((option) => [resolve(option, root)['type']].flat().includes(wanted));
  const close = wanted === 'number' ? options.find((option) => option['type'] === 'integer') : undefined;
  return fitting ?? close ?? options[0] ?? {};
}

function fitObject(value: unknown, schema: Json, root: Json): Json {
  const given = typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {};
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const fitted: Record<string, unknown> = schema['additionalProperties'] === false ? {} : { ...given };
  for (const [name, inner] of Object.entries(properties)) {
    if (name in given || required.includes(name)) fitted[name] = fitSchema(given[name], inner, root);
  }
  return fitted;
}

function fitScalar(value: unknown, schema: Json, types: readonly unknown[]): unknown {
  const allowed = schema['enum'] as readonly unknown[] | undefined;
  if (allowed !== undefined) return allowed.includes(value) ? value : closest(value, allowed);
  if (types.includes(typeof value) || types[0] === undefined) return value;
  if (types.includes('integer') || types.includes('number')) {
    const number = Number(value);
    return Number.isNaN(number) ? 0 : types.includes('number') ? number : Math.round(number);
  }
  if (types.includes('string')) return JSON.stringify(value);
  return types.includes('boolean') ? value === true : null;
}

function closest(value: unknown, allowed: readonly unknown[]): unknown {
  return allowed.find((entry) => String(entry) === String(value)) ?? allowed[0];
}

function emptyOf(schema: Json, types: readonly unknown[], root: Json): unknown {
  const allowed = schema['enum'] as readonly unknown[] | undefined;
  if (allowed !== undefined) return allowed[0];
  if (types.includes('object')) return fitObject({}, schema, root);
  if (types.includes('array')) return [];
  if (types.includes('string')) return '';
  if (types.includes('boolean')) return false;
  return types.includes('number') || types.includes('integer') ? 0 : null;
}
