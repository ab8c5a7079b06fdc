import { commonFaultKinds, faultOptionNames, ownFaultKinds } from './fault-kinds.ts';
import { latencyForms } from './parse-latency.ts';
import { requestSorts, serviceNames } from './services.ts';

function listWords(words: Readonly<Record<string, string>>): string {
  return Object.entries(words)
    .map(([word, meaning]) => `    ${word.padEnd(20)} ${meaning}`)
    .join('\n');
}

/** Help for `--latency` and `--fault`: the whole syntax, every kind, per service. */
export const sandboxOptionsHelp = [
  'Latency (repeatable):',
  ...latencyForms.map((form) => `    --latency ${form}`),
  `  SERVICE is ${serviceNames.join(', ')}; llm means completions only. Example: --latency llm=lognormal:1200:0.5:200:3000`,
  '',
  'Faults (repeatable; the first that hits a request wins):',
  '    --fault SERVICE:KIND[:OPTION=VALUE…]@SHARE%   that share of the requests, seeded',
  '    --fault SERVICE:KIND[:OPTION=VALUE…]@#K[,K…]  exactly those requests, counted from 1',
  '  Examples: --fault llm:500@1%   --fault llm:429:retry-after=2@#3,7   --fault tbank:expire@#40',
  '  Requests of llm are completions unless :on= says otherwise.',
  '',
  '  Options:',
  listWords(faultOptionNames),
  '  Request sorts for :on=',
  ...serviceNames.map((service) => `    ${service.padEnd(20)} ${requestSorts[service].join(', ')}`),
  '',
  '  Kinds of every service:',
  `    ${'400 … 599'.padEnd(20)} that status with the service's own error body`,
  listWords(commonFaultKinds),
  ...serviceNames.flatMap((service) => [`  Kinds of ${service} only:`, listWords(ownFaultKinds[service])]),
].join('\n');
