import type { Masker } from '../../domain/ports.ts';
import { classifyWord } from './classify-word.ts';
import { findAddresses } from './addresses/find-addresses.ts';
import { findBirthDates } from './dates/find-birth-dates.ts';
import { findEmails } from './emails/find-emails.ts';
import { findNames } from './names/find-names.ts';
import { NameIndex } from './names/name-index.ts';
import { findNumbers } from './numbers/find-numbers.ts';
import { replaceFindings } from './replace-findings.ts';
import { readSpeech } from './speech.ts';
import { Vocabulary } from './vocabulary.ts';

/** Raised with every change that masks any text differently: stored answers can be restored only by the version that masked. */
const maskerVersion = '6';

/** The masker. Making one inclines some hundred first names (about 20 ms): make it once and keep it. */
export function createMasker(): Masker {
  const names = new NameIndex();
  const vocabulary = new Vocabulary((word) => classifyWord(names, word));
  return {
    version: maskerVersion,
    mask: (transcript) => {
      const lines = readSpeech(transcript, vocabulary);
      // Where two overlap the earlier one wins: what a checksum or a plan decides comes before what words suggest.
      return replaceFindings(transcript, [
        ...findEmails(lines),
        ...findNumbers(lines),
        ...findBirthDates(lines),
        ...findAddresses(lines),
        ...findNames(lines, names),
      ]);
    },
  };
}
