import { StopRunError } from '../../domain/errors.ts';
import type { GoogleFailure } from './google-failure.ts';
import type { ServiceAccountKey } from './service-account-key.ts';

/** What an exchange was about; for messages. */
export interface SheetAddress {
  readonly spreadsheetId: string;
  readonly sheetName: string;
  /** The setting that names the sheet. */
  readonly setting: string;
  /** Host of the Sheets API. */
  readonly host: string;
}

/** What a failed token request means for the run (facts: shared documents, Google Sheets). */
export function stopForToken(failure: GoogleFailure, key: ServiceAccountKey): StopRunError {
  const { host } = new URL(key.tokenUri);
  const stop = (errorClass: string, advice: string) =>
    new StopRunError(errorClass, `Google (${host}) gave no access token, ${failure.message}: ${advice}`, {
      cause: failure,
    });
  if (/short-lived|reasonable timeframe|issued in the future|iat and exp/iu.test(failure.description)) {
    return stop('google_clock', "this machine's clock is off; set it (NTP) and run again");
  }
  if (/signature/iu.test(failure.description)) {
    return stop(
      'google_key',
      'the key in JSON_AUTH was revoked or does not belong to this service account; create a new JSON key',
    );
  }
  if (failure.isRetryable) return stop('google_token', unreachable(failure));
  if (failure.isHtml || isRedirect(failure)) return stop('google_token', notTheApi('token_uri in JSON_AUTH'));
  return stop(
    'google_key',
    'the service account in JSON_AUTH was deleted, disabled or its key is not valid; create a new JSON key',
  );
}

/** What a failed read or write of a sheet means for who wanted it. */
export function stopForSheet(
  failure: GoogleFailure,
  address: SheetAddress,
  key: ServiceAccountKey,
  access: 'read' | 'write',
): StopRunError {
  const { spreadsheetId, sheetName, setting, host } = address;
  const stop = (errorClass: string, advice: string) =>
    new StopRunError(
      errorClass,
      `The sheet "${sheetName}" of spreadsheet ${spreadsheetId} cannot be ${access === 'read' ? 'read' : 'written'}, ${failure.message}: ${advice}`,
      { cause: failure },
    );
  if (failure.isRetryable) return stop('sheet', `${host}: ${unreachable(failure)}`);
  if (/SERVICE_DISABLED|accessNotConfigured/u.test(failure.code)) {
    return stop(
      'sheet',
      'switch on the Google Sheets API in the Google Cloud project of the service account',
    );
  }
  if (failure.code.startsWith('FAILED_PRECONDITION')) {
    return stop(
      'sheet',
      'REQUIREMENTS_SHEET_ID is an uploaded Office file (.xlsx); save it as a Google spreadsheet and set the id of that',
    );
  }
  if (failure.isHtml || isRedirect(failure)) return stop('sheet', notTheApi('GOOGLE_SHEETS_BASE_URL'));
  if (failure.status === 400 && /parse range/iu.test(failure.description)) {
    return stop(
      'sheet',
      `there is no such sheet; ${setting} must be the name of a tab, exactly as written there`,
    );
  }
  if (failure.status === 404)
    return stop('sheet', 'there is no such spreadsheet; check REQUIREMENTS_SHEET_ID');
  if (failure.status === 403) {
    const right = access === 'read' ? '(reading is enough)' : 'as an editor';
    return stop('sheet', `share the spreadsheet with ${key.clientEmail} ${right}`);
  }
  if (/protected/iu.test(failure.description)) {
    return stop(
      'sheet',
      `the tab or cells of it are protected: let ${key.clientEmail} edit them, or remove the protection`,
    );
  }
  if (/number of cells in the workbook/iu.test(failure.description)) return stop('sheet', fullSpreadsheet);
  if (failure.status === 401)
    return stop('google_key', 'Google does not accept its own token; check JSON_AUTH');
  return stop('sheet', `${host} refused the request; check REQUIREMENTS_SHEET_ID and ${setting}`);
}

/** What to do when Google's limit of cells is reached. */
export const fullSpreadsheet =
  'a spreadsheet holds at most 10 million cells: remove tabs, empty columns or old rows, or set another spreadsheet';

function unreachable(failure: GoogleFailure): string {
  if (failure.status === 429 || failure.status === 403) {
    return "the account's quota of requests a minute stays used up; start the departments further apart";
  }
  const what = failure.status === null ? 'no answer' : 'Google is not available';
  return `${what}, also after several tries; check the network and run again`;
}

function notTheApi(setting: string): string {
  return `this is not Google's API that answers (a proxy, a login page?); check ${setting}`;
}

function isRedirect(failure: GoogleFailure): boolean {
  return failure.status !== null && failure.status >= 300 && failure.status < 400;
}
