import { faultKindsOf, faultOptionNames } from './fault-kinds.ts';
import { isServiceName, requestSorts, serviceNames, usualSorts, type ServiceName } from './services.ts';

/** A disturbance of a share of a service's requests, or of exactly the numbered ones. */
export interface Fault {
  readonly service: ServiceName;
  /** A named kind, or a status from 400 to 599 as text. */
  readonly kind: string;
  readonly options: Readonly<Record<string, string>>;
  /** Sorts of requests that are counted and can be hit. */
  readonly sorts: readonly string[];
  /** 0..1; 0 when `numbers` decide. */
  readonly share: number;
  /** Requests that are hit, counted from 1 among those of `sorts`. */
  readonly numbers: ReadonlySet<number>;
}

const shape = /^([^:@]+):([^:@]+)((?::[^:@]+)*)@(?:(\d+(?:\.\d+)?)%|#(\d+(?:,\d+)*))$/;

/** Reads a fault option such as `llm:500@1%`, `llm:429:retry-after=2@#3,7` or `tbank:401:on=calls@#2`. */
export function parseFault(text: string): Fault {
  const parts = shape.exec(text);
  if (parts === null) throw faultError(text, 'it is not SERVICE:KIND[:OPTION=VALUE]@SHARE% or @#K[,K]');
  const [, service = '', kind = '', optionText = '', share, numbers] = parts;
  if (!isServiceName(service)) {
    throw faultError(text, `there is no service "${service}"; services: ${serviceNames.join(', ')}`);
  }
  const known = faultKindsOf(service);
  if (!Object.hasOwn(known, kind) && !/^[45]\d\d$/.test(kind)) {
    throw faultError(
      text,
      `${service} has no kind "${kind}"; kinds: 400–599, ${Object.keys(known).join(', ')}`,
    );
  }
  const options = parseOptions(text, service, optionText);
  const percent = share === undefined ? 0 : Number(share);
  if (percent > 100) throw faultError(text, 'a share is at most 100%');
  return {
    service,
    kind,
    options,
    sorts: options['on'] === undefined ? usualSorts[service] : [options['on']],
    share: percent / 100,
    numbers: new Set(numbers?.split(',').map(Number)),
  };
}

function parseOptions(text: string, service: ServiceName, optionText: string): Record<string, string> {
  const options: Record<string, string> = {};
  for (const option of optionText.split(':').slice(1)) {
    const [name = '', value = ''] = option.split('=');
    if (!Object.hasOwn(faultOptionNames, name) || value === '') {
      throw faultError(text, `option "${option}" is none of ${Object.keys(faultOptionNames).join('=, ')}=`);
    }
    const sorts: readonly string[] = requestSorts[service];
    if (name === 'on' && !sorts.includes(value)) {
      throw faultError(text, `${service} has the request sorts ${sorts.join(', ')}`);
    }
    if (name !== 'on' && !/^\d+(\.\d+)?$/.test(value)) throw faultError(text, `${name} takes a number`);
    if (name === 'status' && !/^[2-5]\d\d$/.test(value)) throw faultError(text, 'status is from 200 to 599');
    options[name] = value;
  }
  return options;
}

function faultError(text: string, problem: string): Error {
  return new Error(`Fault "${text}" cannot be used: ${problem}.`);
}
