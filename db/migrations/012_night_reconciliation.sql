-- The ledger balances: per day and department, what was listed against what became of it.

CREATE VIEW night_reconciliation AS
SELECT
  day,
  department_id,
  (cardinality(listing.call_ids) + cardinality(listing.vanished_ids))::integer AS listed,
  (coalesce(ledger.saved, 0) - coalesce(ledger.without_row, 0) + coalesce(strays.without_ledger, 0))::integer AS saved,
  coalesce(ledger.not_sales, 0)::integer AS not_sales,
  coalesce(ledger.excluded, 0)::integer AS excluded,
  (coalesce(ledger.pending, 0) + coalesce(ledger.pending_transcript, 0))::integer AS pending,
  coalesce(ledger.failed, 0)::integer AS failed,
  (
    cardinality(listing.call_ids) + cardinality(listing.vanished_ids) - coalesce(ledger.total, 0)
    + coalesce(ledger.without_row, 0) - coalesce(strays.without_ledger, 0)
  )::integer AS difference,
  coalesce(ledger.pending_transcript, 0)::integer AS pending_transcript,
  cardinality(listing.vanished_ids)::integer AS vanished,
  (
    cardinality(listing.call_ids) + cardinality(listing.vanished_ids) - coalesce(accounted.found, 0)
  )::integer AS missing,
  CASE WHEN listing.call_ids IS NOT NULL THEN coalesce(ledger.total, 0) - coalesce(accounted.found, 0) END::integer
    AS unlisted,
  coalesce(ledger.without_row, 0)::integer AS without_row,
  coalesce(strays.without_ledger, 0)::integer AS without_ledger,
  coalesce(ledger.outdated_rows, 0)::integer AS outdated_rows,
  coalesce(ledger.purged, 0)::integer AS purged,
  coalesce(ledger.out_of_reach, 0)::integer AS out_of_reach
FROM (SELECT DISTINCT runs.department_id, runs.day FROM runs) AS nights
LEFT JOIN day_listings AS listing USING (department_id, day)
LEFT JOIN (
  SELECT
    entry.department_id,
    entry.day,
    count(*) AS total,
    count(*) FILTER (WHERE entry.state = 'saved') AS saved,
    count(*) FILTER (WHERE entry.state = 'saved' AND calls.id IS NULL AND entry.purged_at IS NULL) AS without_row,
    count(*) FILTER (WHERE entry.state <> 'saved' AND calls.id IS NOT NULL) AS outdated_rows,
    count(*) FILTER (WHERE entry.purged_at IS NOT NULL) AS purged,
    count(*) FILTER (
      WHERE entry.state IN ('failed', 'pending') AND num_nonnulls(entry.purged_at, entry.vanished_at) > 0
    ) AS out_of_reach,
    count(*) FILTER (WHERE entry.state = 'not_sales') AS not_sales,
    count(*) FILTER (WHERE entry.state = 'failed') AS failed,
    count(*) FILTER (WHERE entry.state = 'pending') AS pending,
    count(*) FILTER (WHERE entry.state = 'pending_transcript') AS pending_transcript,
    count(*) FILTER (
      WHERE entry.state NOT IN ('saved', 'not_sales', 'failed', 'pending', 'pending_transcript')
    ) AS excluded
  FROM call_ledger AS entry
  LEFT JOIN calls ON calls.id = entry.call_id AND calls.department_id = entry.department_id
  GROUP BY entry.department_id, entry.day
) AS ledger USING (department_id, day)
LEFT JOIN (
  SELECT listed.department_id, listed.day, count(*) AS found
  FROM (
    SELECT department_id, day, unnest(call_ids || vanished_ids) AS call_id FROM day_listings
  ) AS listed
  JOIN call_ledger USING (department_id, day, call_id)
  GROUP BY listed.department_id, listed.day
) AS accounted USING (department_id, day)
LEFT JOIN (
  SELECT calls.department_id, date(calls.start_time) AS day, count(*) AS without_ledger
  FROM calls
  WHERE NOT EXISTS (
    SELECT FROM call_ledger AS entry
    WHERE entry.department_id = calls.department_id AND entry.call_id = calls.id
  )
  GROUP BY calls.department_id, date(calls.start_time)
) AS strays USING (department_id, day);

COMMENT ON VIEW night_reconciliation IS
  'Whether every listed call is accounted for, per department and day with a run: listed from day_listings, saved from calls, the rest from call_ledger; listed = saved + not_sales + excluded + pending + failed + difference. Explained in docs/ledger.md.';
COMMENT ON COLUMN night_reconciliation.listed IS
  'Calls that listings of the day held, vanished ones included. NULL: no listing was read to its end yet.';
COMMENT ON COLUMN night_reconciliation.saved IS
  'Saved by the ledger and with a row in calls or purged, plus without_ledger.';
COMMENT ON COLUMN night_reconciliation.excluded IS 'In the ledger with any state that no other column counts.';
COMMENT ON COLUMN night_reconciliation.pending IS 'In the ledger as pending or pending_transcript.';
COMMENT ON COLUMN night_reconciliation.difference IS
  'missing - unlisted + without_row - without_ledger; 0: the ledger balances. NULL: unknown, as listed is.';
COMMENT ON COLUMN night_reconciliation.pending_transcript IS 'Part of pending.';
COMMENT ON COLUMN night_reconciliation.vanished IS 'Part of listed: no longer in the last complete listing, kept.';
COMMENT ON COLUMN night_reconciliation.missing IS 'Listed, but without a row in call_ledger.';
COMMENT ON COLUMN night_reconciliation.unlisted IS 'Rows of call_ledger that no listing held.';
COMMENT ON COLUMN night_reconciliation.without_row IS
  'Saved by the ledger and not purged, but without a row in calls: deleted by hand; the next run of the day makes it again.';
COMMENT ON COLUMN night_reconciliation.without_ledger IS
  'Rows in calls that start on the day and have no row in call_ledger on any day.';
COMMENT ON COLUMN night_reconciliation.outdated_rows IS
  'Rows in calls whose call the ledger holds in another state than saved: of an earlier judgement. Not in saved, no part of difference.';
COMMENT ON COLUMN night_reconciliation.purged IS
  'Calls of the day whose rows callq purge removed; each is counted by the state it had, so part of the other columns.';
COMMENT ON COLUMN night_reconciliation.out_of_reach IS
  'Part of failed and pending, without pending_transcript: no longer listed, or purged, so that no run takes them up.';
