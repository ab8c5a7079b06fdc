import { createRandom, mix, pickBetween, type Random } from '../random.ts';
import type { CallPlan } from '../world/call-plan.ts';
import { formatPhone, inventPhone } from '../world/client-phone.ts';
import { formatUtc, formatWallTime, type WallTime } from '../world/moscow-time.ts';
import { writeNoisyName } from '../world/noisy-name.ts';
import { operators } from '../world/operators.ts';

/** One item of callsessions, with the traps of the real ones: both sorts of times, nulls, missing and extra fields. */
export function writeCallItem(plan: CallPlan): Record<string, unknown> {
  const random = createRandom(mix(plan.seed, 0x17e3));
  const item: Record<string, unknown> = {
    ...writeId(plan, random),
    ...writeTimes(plan, random),
    duration: plan.durationSeconds,
    ...writeOperator(plan, random),
    callDirection: random() < 0.1 ? null : random() < 0.2 ? 'inbound' : 'outbound',
    communicationType: 'call',
    hasRecord: true,
    tags: [],
    queue: { id: 12, title: 'Исходящие' },
  };
  if (plan.kind !== 'internal') {
    item['clientPhoneNumber'] = formatPhone(inventPhone(plan.seed), pickBetween(random, 0, 3));
  } else if (plan.key.index % 3 !== 2) {
    item['clientPhoneNumber'] = plan.key.index % 3 === 0 ? null : '';
  }
  return item;
}

function writeId(plan: CallPlan, random: Random): Record<string, unknown> {
  const onlyId = random() < 0.1;
  if (plan.kind === 'malformed') return {};
  return onlyId ? { id: plan.id } : { segmentId: plan.id, communicationId: `c-${plan.id}` };
}

function writeTimes(plan: CallPlan, random: Random): Record<string, unknown> {
  const write = random() < 0.5 ? formatUtc : formatWallTime;
  const end: WallTime = plan.start + plan.durationSeconds * 1000;
  // Clocks of two machines: now and then a call "ends" before it starts, on big days only.
  const crooked = plan.key.index % 500 === 311;
  const noEnd = random() < 0.05;
  return {
    startDate: write(plan.start),
    endDate: crooked ? write(plan.start - 60_000) : noEnd ? null : write(end),
  };
}

function writeOperator(plan: CallPlan, random: Random): Record<string, unknown> {
  const { operator } = plan;
  const withLogin = random() < 0.6;
  const onlyLogin = random() < 0.1;
  const secondUser = random() < 0.2;
  if (operator === undefined) {
    return { operatorUserId: 0, operatorUserLogin: null, operatorUserFullName: null };
  }
  const place = operators.indexOf(operator);
  const name = writeNoisyName(random, operator);
  const login = withLogin && !operator.namesake ? loginOf(operator.directoryLogin, place) : undefined;
  return {
    // The same person has two users in TQM: the id is no identity.
    operatorUserId: (secondUser ? 700 : 500) + place,
    ...(login === undefined ? (onlyLogin ? {} : { operatorUserLogin: null }) : { operatorUserLogin: login }),
    operatorUserFullName:
      onlyLogin && login !== undefined && operator.directoryLogin !== '' ? 'Оператор неизвест' : name,
  };
}

/** Strangers and operators whose login the directory lacks have one in TQM all the same. */
function loginOf(directoryLogin: string, place: number): string {
  return directoryLogin === '' ? `tqm-user-${place + 2}` : directoryLogin;
}
