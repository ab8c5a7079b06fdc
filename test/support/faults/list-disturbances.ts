import type { Disturbance } from './disturb-night.ts';
import type { Steps } from './fault-bench.ts';
import type { ServiceName } from './fault-rig.ts';
import type { HttpFaultName } from './http-fault-kinds.ts';
import type { SqlFaultName } from './sql-fault-proxy.ts';

/** A client that gets no answer waits as long as it may: two minutes for T-Bank, half a minute for Google. */
const longestPatienceSeconds = 400;

/** The same fault at each exchange with a service, one night each. */
export function atEachExchange(steps: Steps, service: ServiceName, name: HttpFaultName): Disturbance[] {
  return numbersUpTo(steps[service]).map((number) => ({
    label: `${service}, exchange ${number}: ${name}`,
    arrange: (rig) => {
      rig.proxies[service].reset((exchange) => (exchange === number ? name : null));
    },
    boundSeconds: longestPatienceSeconds,
  }));
}

/** The same fault at each statement, one night each. */
export function atEachStatement(steps: Steps, name: SqlFaultName): Disturbance[] {
  return numbersUpTo(steps.statements).map((number) => ({
    label: `statement ${number}: ${name}`,
    arrange: (rig) => {
      rig.sql.reset({ choose: (statement) => (statement === number ? name : null) });
    },
    boundSeconds: 120,
  }));
}

/** kill -9 at a moment that is counted, not timed: when so many answers or statements have passed. */
export function killAt(moment: KillMoment, number: number): Disturbance {
  return {
    label: `kill -9, ${moment} ${number}`,
    losesUnstored: true,
    arrange: (rig, kill) => {
      const killThen = (passed: number): void => {
        if (passed === number) kill();
      };
      if (moment === 'statement sent') rig.sql.reset({ onForwarded: killThen });
      else if (moment === 'statement answered') rig.sql.reset({ onAnswered: killThen });
      else {
        const [service, event] = httpMoments[moment];
        rig.proxies[service].reset(undefined, { [event]: killThen });
      }
    },
  };
}

const httpMoments = {
  'T-Bank asked': ['tbank', 'onAsked'],
  'T-Bank answered': ['tbank', 'onAnswered'],
  'Google asked': ['google', 'onAsked'],
  'Google answered': ['google', 'onAnswered'],
  'gateway asked': ['llm', 'onAsked'],
  'gateway answered': ['llm', 'onAnswered'],
} as const satisfies Readonly<Record<string, readonly [ServiceName, 'onAsked' | 'onAnswered']>>;
type KillMoment = keyof typeof httpMoments | 'statement sent' | 'statement answered';

/** Every moment at which a night can be killed. */
export function allKillMoments(steps: Steps): { moment: KillMoment; number: number }[] {
  const counts: Readonly<Record<KillMoment, number>> = {
    'T-Bank asked': steps.tbank,
    'T-Bank answered': steps.tbank,
    'Google asked': steps.google,
    'Google answered': steps.google,
    'gateway asked': steps.llm,
    'gateway answered': steps.llm,
    'statement sent': steps.statements,
    'statement answered': steps.statements,
  };
  return (Object.keys(counts) as KillMoment[]).flatMap((moment) =>
    numbersUpTo(counts[moment]).map((number) => ({ moment, number })),
  );
}

function numbersUpTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
