import { commonFaultKinds, faultOptionNames, ownFaultKinds } from './fault-kinds.ts';
import { misbehaviourKinds } from './misbehaviour-kinds.ts';
import { latencyForms } from './parse-latency.ts';
import { quotaForm } from './parse-quota.ts';
import { requestSorts, serviceNames } from './services.ts';

function listWords(words: Readonly<Record<string, string>>): string {
  return Object.entries(words)
    .map(([word, meaning]) => `    ${word.padEnd(20)} ${meaning}`)
    .join('\n');
}

/** Help for `--latency`, `--fault`, `--misbehave` and `--quota`: the whole syntax, every kind, per service. */
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
  '',
  'Misbehaviour of the model (repeatable; a criterion meets one at most, so all shares together are at most 100%):',
  '    --misbehave KIND@SHARE%       that share of the criteria, seeded by call and criterion: the same when asked again',
  '    --misbehave KIND:once@SHARE%  the same, but only in the first answer about a call',
  '  Example: --misbehave invent-quote@3%   --misbehave leave-out:once@5%',
  '  An answer that a fault of llm hits shows that fault alone. What was planted is counted by kind at /sandbox/statistics.',
  '',
  '  Kinds:',
  listWords(misbehaviourKinds),
  '',
  'Quota of the gateway: what comes beyond it within a window is refused at once with 429:',
  `    --quota ${quotaForm}`,
  '  Example: --quota requests=600:seconds=60:tells=remaining',
].join('\n');
