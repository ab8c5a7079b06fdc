import { someDay } from './sandbox-night.ts';

/** A day on which one call was made, the hostile one. */
export const oneCallDay = '2026-09-15';

/** Tries to get out of its place. */
const hostile = `E'</script></style></li><img src=x onerror=alert(1)> " onmouseover="alert(2) \\u202E <!--main-->'`;
/** The same with a word that no column is wide enough for. */
const hostileAndLong = `${hostile} || ' ' || repeat('ж', 900)`;

/** A call of operator 1 whose every text is hostile. */
const hostileCall = (id: number, start: string): string => `
  INSERT INTO calls (id, start_time, operator_id, department_id, performance_percentage, total_score, max_score)
    VALUES (${id}, '${start}', 1, 1, 50, 1, 2);
  INSERT INTO call_transcripts VALUES (${id}, 'operator: ' || ${hostile});
  INSERT INTO call_evaluations (call_id, category, criterion, score, max_score, reason) VALUES (${id}, ${hostile}, ${hostile}, 1, 2, ${hostileAndLong});
  INSERT INTO call_recommendations (call_id, category, issue, recommendation, priority) VALUES (${id}, ${hostile}, ${hostile}, ${hostile}, 'high');
  INSERT INTO agreements (call_id, agreement) VALUES (${id}, ${hostile});
  INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category) VALUES (${id}, ${hostile}, ${hostileAndLong}, ${hostileAndLong});
  INSERT INTO call_decline_reasons (call_id, reason_type, reason_description, product_category)
    SELECT ${id}, word, word, word FROM unnest(ARRAY['constructor', 'toString', '__proto__']) AS word;
  INSERT INTO call_quotes (call_id, position, quote_number, criterion_id, speaker, quote, finding)
    SELECT ${id}, 1, 1, 'x', 'operator', ${hostile}, 'not_found';`;

/** What the sandbox does not bring about: hostile texts, a day with one call, and calls with a critical failure. */
export const plantCalls = `
  UPDATE calls SET critical_failed = id % 3 = 0;
  ${hostileCall(666, `${someDay} 23:59`)}
  ${hostileCall(667, `${oneCallDay} 10:00`)}`;
