import type { DayOptions } from '../choose-days.ts';
import { chooseDays } from '../choose-days.ts';
import type { Host } from '../host.ts';
import { openCallSource, tbankNames } from '../open-call-source.ts';
import type { TbankCallSource } from '../../clients/tbank/create-call-source.ts';
import type { Resources } from '../resources.ts';
import type { Examination, Seen } from './examination.ts';
import { atOnce } from './examination.ts';
import { good, warning } from './finding.ts';

export interface LoggedIn {
  readonly source: TbankCallSource;
  readonly isSandbox: boolean;
}

/** One login, never repeated when it is refused: wrong ones can lock the account. */
export function examineLogin(
  examination: Examination,
  host: Host,
  resources: Resources,
): Promise<Seen<LoggedIn>> {
  return examination.begin(
    { name: 'T-Bank login', needs: tbankNames, after: atOnce },
    async ({ config, signal, logger }) => {
      // The group is another check's matter.
      const source = openCallSource(host, { ...config, AGENT_GROUP_NAME: '' }, logger);
      resources.add(() => source.close());
      const { isSandbox } = await source.logIn(signal);
      return {
        remarks: [good(`${config.TBANK_BASE_URL.host} takes the login`)],
        value: { source, isSandbox },
      };
    },
  );
}

export function examineGroup(
  examination: Examination,
  loggedIn: Promise<Seen<LoggedIn>>,
): Promise<Seen<LoggedIn>> {
  return examination.begin(
    { name: 'T-Bank group', needs: ['AGENT_GROUP_NAME'], after: loggedIn },
    async ({ config, before, signal }) => {
      await before.source.chooseGroup(config.AGENT_GROUP_NAME, signal);
      return { remarks: [good(`"${config.AGENT_GROUP_NAME.trim()}" is there once`)], value: before };
    },
  );
}

/** How many calls the group has on the day that a run would take. */
export function examineListing(
  examination: Examination,
  host: Host,
  { days, group }: { readonly days: DayOptions; readonly group: Promise<Seen<LoggedIn>> },
): void {
  void examination.begin(
    { name: 'calls of the day', needs: ['CALLQ_TIMEZONE', 'CHECK_DAY_AGO'], after: group },
    async ({ config, before, signal }) => {
      // Calls of today are only counted here.
      const [day] = chooseDays(
        { ...days, allowToday: true },
        { zone: config.CALLQ_TIMEZONE, checkDayAgo: config.CHECK_DAY_AGO, now: host.now() },
      );
      if (day === undefined) throw new Error('chooseDays() returned no day');
      let listed = 0;
      const pages = before.source.pages(day, signal)[Symbol.asyncIterator]();
      let page = await pages.next();
      for (; page.done !== true; page = await pages.next()) listed += page.value.length;
      return { remarks: [remarkOn(day.day, listed, page.value.complete)], value: null };
    },
  );
}

function remarkOn(day: string, listed: number, complete: boolean): ReturnType<typeof good> {
  const facts = { day, listed };
  if (!complete) {
    return warning(`${day}: ${listed} listed, but T-Bank may hold back some (docs/ledger.md)`, facts);
  }
  if (listed > 0) return good(`${day}: ${listed} listed`, facts);
  return warning(
    `${day}: none listed. On a working day, check AGENT_GROUP_NAME and CHECK_DAY_AGO, or look at another day with --date.`,
    facts,
  );
}
