import type { ServerClock } from '../../clients/http/read-server-clock.ts';
import type { Remark } from './finding.ts';
import { error, good, warning } from './finding.ts';

/** A `Date` header is cut to seconds, and an answer takes its time. */
const noticeableMs = 10_000;
/** Google's servers take tokens of a clock that is off by a few minutes, no more. */
const harmfulMs = 5 * 60_000;
/** A night's log is a few megabytes; a full disk loses it. */
const leastFreeBytes = 200 * 1024 * 1024;

/** What several servers say about the clock; the middle one is believed, since one server can be wrong itself. */
export function judgeClock(clocks: readonly ServerClock[]): Remark {
  const sorted = clocks.toSorted((a, b) => a.aheadMs - b.aheadMs);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) return error('no server tells its time');
  const { aheadMs } = middle;
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const facts = { aheadSeconds: Math.round(aheadMs / 1000), servers: clocks.length };
  const off = `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} ${middle.host}`;
  if (Math.abs(aheadMs) < noticeableMs) {
    return good(`right to a few seconds by ${clocks.map(({ host }) => host).join(', ')}`, facts);
  }
  const advice = 'have it set by NTP (chrony, systemd-timesyncd)';
  if (Math.abs(aheadMs) < harmfulMs) return warning(`this machine is ${off}: ${advice}`, facts);
  return error(`this machine is ${off}: Google takes no token made by it, ${advice}`);
}

/** @param freeBytes NULL when the file system does not tell */
export function judgeDisk(place: string, freeBytes: number | null): Remark {
  if (freeBytes === null) return good(`the file system of ${place} does not tell what is free`);
  const facts = { freeBytes };
  const told = `${formatBytes(freeBytes)} free at ${place}`;
  if (freeBytes >= leastFreeBytes) return good(told, facts);
  return warning(`only ${told}: make room, or log lines are lost`, facts);
}

function formatBytes(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  return megabytes < 1024 ? `${Math.floor(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}
