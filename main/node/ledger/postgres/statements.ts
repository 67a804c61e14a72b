import { isCovered, reservationSql, rowSql, stateSql } from './install-state.ts';

/*
 * Each statement decides and books at once. Other clients can change the data between its read and its write, so
 * the write depends on the newest version of the row: counters are increased from their present value, a job is
 * charged only if it is not charged yet, and a reservation is made only if the install still has the version of
 * the decision. The client that loses asks again.
 */

const charge = `ON CONFLICT (install_id) DO UPDATE SET
    tier = excluded.tier,
    lifetime_consumed = stored.lifetime_consumed + excluded.lifetime_consumed,
    lifetime_gemini_consumed = stored.lifetime_gemini_consumed + excluded.lifetime_gemini_consumed,
    month = greatest(stored.month, excluded.month),
    monthly_consumed = CASE WHEN excluded.month > stored.month THEN 0 ELSE stored.monthly_consumed END
      + excluded.monthly_consumed,
    monthly_gemini_consumed = CASE WHEN excluded.month > stored.month THEN 0 ELSE stored.monthly_gemini_consumed END
      + excluded.monthly_gemini_consumed,
    last_active_at_ms = excluded.last_active_at_ms,
    version = stored.version + 1
  RETURNING stored.*`;

const claim = `ON CONFLICT (install_id, job_id) DO UPDATE SET
    backend = excluded.backend, charged_at_ms = excluded.charged_at_ms, charge_id = excluded.charge_id,
    recorded_at = now()
  WHERE stored.charge_id <> excluded.charge_id AND NOT (${isCovered('stored', 'excluded.charged_at_ms')})
  RETURNING stored.install_id`;

/** Returns the four counters that one call increases. */
const counters = (countedPer: string, backend: string): string =>
  ['lifetime', 'month']
    .flatMap((kind) => [`${countedPer} = '${kind}'`, `${countedPer} = '${kind}' AND ${backend} = 'gemini'`])
    .map((condition) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`)
    .join(', ');

const installColumns = `(install_id, tier, lifetime_consumed, lifetime_gemini_consumed, monthly_consumed,
    monthly_gemini_consumed, month, last_active_at_ms)`;

/** $1 install, $2 now, $3 job or null. */
export const readOneSql = `SELECT ${stateSql({ install: '$1::uuid', nowMs: '$2::bigint', job: '$3::text' })} AS state`;

const stateOfPage = stateSql({ install: null, nowMs: '$1::bigint', job: 'NULL::text' });

/** $1 now, $2 install or null, $3 how many: installs after that one, by id. */
export const readPageSql = `WITH page AS MATERIALIZED (
    SELECT install_id FROM quota_tray.installs WHERE $2::uuid IS NULL OR install_id > $2::uuid
    ORDER BY install_id LIMIT $3::integer
  ) SELECT ${stateOfPage} AS state`;

/** $1 now, $2 tiers as JSON, $3 how many: installs on these tiers that were charged last; `found`: all on them. */
export const readRecentSql = `WITH wanted AS MATERIALIZED (
    SELECT json_array_elements_text($2::json) AS tier
  ), page AS MATERIALIZED (
    SELECT install_id FROM quota_tray.installs WHERE tier IN (SELECT tier FROM wanted)
    ORDER BY last_active_at_ms DESC NULLS LAST, install_id LIMIT $3::integer
  ) SELECT ${stateOfPage} AS state,
    (SELECT count(*) FROM quota_tray.installs WHERE tier IN (SELECT tier FROM wanted))::integer AS found`;

/** As `readOneSql`, and stores a blank row: $4 its tier, $5 month. */
export const meetSql = `WITH met AS (
    INSERT INTO quota_tray.installs (install_id, tier, month) VALUES ($1::uuid, $4::text, $5::text)
    ON CONFLICT DO NOTHING
  ) ${readOneSql}`;

/**
 * $1 install, $2 now, $3 job or null, $4 tier, $5 month, $6 reservation, $7 as $4, $8 counted
 * per, $9 cap or null, $10 Gemini cap or null, $11 has hardware, $12 expires. `backend`: null is denied;
 * `made`: false with a backend means to ask again.
 */
export const reserveSql = `WITH mine AS MATERIALIZED (
    SELECT backend FROM quota_tray.reservations WHERE reservation_id = $6::uuid
  ), used AS MATERIALIZED (
    SELECT coalesce(max(version), 0) AS version,
      coalesce(max(CASE WHEN $8::text = 'lifetime' THEN lifetime_consumed
        WHEN month >= $5::text THEN monthly_consumed ELSE 0 END), 0) AS credits,
      coalesce(max(CASE WHEN $8::text = 'lifetime' THEN lifetime_gemini_consumed
        WHEN month >= $5::text THEN monthly_gemini_consumed ELSE 0 END), 0) AS gemini
    FROM quota_tray.installs WHERE install_id = $1::uuid
  ), holding AS MATERIALIZED (
    SELECT coalesce('job ' || h.job_id, 'reservation ' || h.reservation_id) AS credit, h.job_id, h.backend,
      h.created_at_ms, h.reservation_id,
      EXISTS (SELECT 1 FROM quota_tray.jobs j WHERE j.install_id = h.install_id AND j.job_id = h.job_id
        AND ${isCovered('j', '$2::bigint')}) AS is_paid
    FROM quota_tray.reservations h
    WHERE h.install_id = $1::uuid AND h.counted_per = $8::text AND h.state = 'open' AND h.expires_at_ms > $2::bigint
  ), held AS MATERIALIZED (
    SELECT count(DISTINCT credit) AS credits, count(DISTINCT credit) FILTER (WHERE backend = 'gemini') AS gemini
    FROM holding WHERE NOT is_paid
  ), joined AS MATERIALIZED (
    SELECT coalesce(
      (SELECT j.backend FROM quota_tray.jobs j
        WHERE j.install_id = $1::uuid AND j.job_id = $3::text AND ${isCovered('j', '$2::bigint')}),
      (SELECT backend FROM holding WHERE job_id = $3::text ORDER BY created_at_ms, reservation_id LIMIT 1)
    ) AS backend
  ), decision AS MATERIALIZED (
    SELECT used.version, CASE
      WHEN joined.backend = 'gemini' OR (joined.backend = 'hardware' AND $11::boolean) THEN joined.backend
      WHEN $9::integer - used.credits - held.credits <= 0 THEN NULL
      WHEN $10::integer IS NULL OR $10::integer - used.gemini - held.gemini > 0 THEN 'gemini'
      WHEN $11::boolean THEN 'hardware' END AS backend
    FROM used, held, joined WHERE NOT EXISTS (SELECT 1 FROM mine)
  ), met AS (
    INSERT INTO quota_tray.installs (install_id, tier, month)
    SELECT $1::uuid, $4::text, $5::text FROM decision WHERE backend IS NULL
    ON CONFLICT DO NOTHING
  ), booked AS (
    INSERT INTO quota_tray.installs AS stored (install_id, tier, month, version)
    SELECT $1::uuid, $4::text, $5::text, version + 1 FROM decision WHERE backend IS NOT NULL
    ON CONFLICT (install_id) DO UPDATE SET version = excluded.version,
      tier = CASE WHEN stored.last_active_at_ms IS NULL THEN excluded.tier ELSE stored.tier END
    WHERE stored.version = excluded.version - 1
    RETURNING stored.version
  ), made AS (
    INSERT INTO quota_tray.reservations
      (reservation_id, install_id, tier, counted_per, backend, job_id, created_at_ms, expires_at_ms)
    SELECT $6::uuid, $1::uuid, $7::text, $8::text, decision.backend, $3::text, $2::bigint, $12::bigint
    FROM decision JOIN booked ON booked.version = decision.version + 1
    RETURNING backend
  )
  SELECT coalesce((SELECT backend FROM mine), (SELECT backend FROM decision)) AS backend,
    EXISTS (SELECT 1 FROM made) OR EXISTS (SELECT 1 FROM mine) AS made,
    ${stateSql({ install: '$1::uuid', nowMs: '$2::bigint', job: '$3::text' })} AS state`;

/**
 * $1 install, $2 now, $3 the job or a key of its own, $4 charge, $5 month, $6 tier, $7 counted per, $8 backend.
 * `row` is the row after it; null: nothing was charged. `mine`: an earlier try of the same charge did it.
 */
export const commitCallSql = `WITH claimed AS (
    INSERT INTO quota_tray.jobs AS stored (install_id, job_id, backend, charged_at_ms, charge_id)
    VALUES ($1::uuid, $3::text, $8::text, $2::bigint, $4::uuid) ${claim}
  ), booked AS (
    INSERT INTO quota_tray.installs AS stored ${installColumns}
    SELECT install_id, $6::text, ${counters('$7::text', '$8::text')}, $5::text, $2::bigint FROM claimed ${charge}
  )
  SELECT ${rowSql('booked')} AS row,
    EXISTS (SELECT 1 FROM quota_tray.jobs
      WHERE install_id = $1::uuid AND job_id = $3::text AND charge_id = $4::uuid) AS mine,
    ${stateSql({ install: '$1::uuid', nowMs: '$2::bigint', job: '$3::text' })} AS state`;

/**
 * $1 reservation, $2 now, $3 install or null, $4 charge, $5 month. `reservation` is as it was before; null:
 * there is none. `settled`: false with an open one means to ask again. `row` and `mine` as above.
 */
export const commitReservationSql = `WITH found AS MATERIALIZED (
    SELECT * FROM quota_tray.reservations
    WHERE reservation_id = $1::uuid AND ($3::uuid IS NULL OR install_id = $3::uuid)
  ), settled AS (
    UPDATE quota_tray.reservations stored SET state = 'committed' FROM found
    WHERE stored.reservation_id = found.reservation_id AND stored.state = 'open'
    RETURNING stored.*
  ), claimed AS (
    INSERT INTO quota_tray.jobs AS stored (install_id, job_id, backend, charged_at_ms, charge_id)
    SELECT install_id, coalesce(job_id, chr(9) || reservation_id), backend, $2::bigint, $4::uuid
    FROM settled ${claim}
  ), booked AS (
    INSERT INTO quota_tray.installs AS stored ${installColumns}
    SELECT settled.install_id, settled.tier, ${counters('settled.counted_per', 'settled.backend')}, $5::text, $2::bigint
    FROM settled JOIN claimed ON claimed.install_id = settled.install_id ${charge}
  )
  SELECT ${reservationSql('found')} AS reservation, EXISTS (SELECT 1 FROM settled) AS settled,
    ${rowSql('booked')} AS row,
    EXISTS (SELECT 1 FROM quota_tray.jobs j, found WHERE j.install_id = found.install_id
      AND j.job_id = coalesce(found.job_id, chr(9) || found.reservation_id) AND j.charge_id = $4::uuid) AS mine,
    ${stateSql({ install: '(SELECT install_id FROM found)', nowMs: '$2::bigint', job: '(SELECT job_id FROM found)' })} AS state`;

/** $1 reservation, $2 install or null. `state` is what it was before; no row: there is none. */
export const releaseSql = `WITH released AS (
    UPDATE quota_tray.reservations SET state = 'released'
    WHERE reservation_id = $1::uuid AND ($2::uuid IS NULL OR install_id = $2::uuid) AND state = 'open'
    RETURNING 1
  )
  SELECT state, EXISTS (SELECT 1 FROM released) AS settled FROM quota_tray.reservations
  WHERE reservation_id = $1::uuid AND ($2::uuid IS NULL OR install_id = $2::uuid)`;

/** $1 rows as JSON, each install once. Gives how many were new (see core/ledger/install.ts). */
export const importSql = `WITH theirs AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS t ("installId" uuid, tier text, "lifetimeConsumed" bigint,
      "lifetimeGeminiConsumed" bigint, month text, "monthlyConsumed" bigint, "monthlyGeminiConsumed" bigint,
      "lastActiveAtMs" bigint) ORDER BY "installId"
  ), merged AS (
    INSERT INTO quota_tray.installs AS stored (install_id, tier, lifetime_consumed, lifetime_gemini_consumed,
      month, monthly_consumed, monthly_gemini_consumed, last_active_at_ms)
    SELECT "installId", tier, "lifetimeConsumed", "lifetimeGeminiConsumed", month, "monthlyConsumed",
      "monthlyGeminiConsumed", "lastActiveAtMs" FROM theirs
    ON CONFLICT (install_id) DO UPDATE SET
      tier = CASE WHEN coalesce(excluded.last_active_at_ms, -1) > coalesce(stored.last_active_at_ms, -1)
        THEN excluded.tier ELSE stored.tier END,
      last_active_at_ms = greatest(stored.last_active_at_ms, excluded.last_active_at_ms),
      lifetime_consumed = greatest(stored.lifetime_consumed, excluded.lifetime_consumed),
      lifetime_gemini_consumed = greatest(stored.lifetime_gemini_consumed, excluded.lifetime_gemini_consumed),
      month = greatest(stored.month, excluded.month),
      monthly_consumed = CASE WHEN excluded.month > stored.month THEN excluded.monthly_consumed
        WHEN excluded.month < stored.month THEN stored.monthly_consumed
        ELSE greatest(stored.monthly_consumed, excluded.monthly_consumed) END,
      monthly_gemini_consumed = CASE WHEN excluded.month > stored.month THEN excluded.monthly_gemini_consumed
        WHEN excluded.month < stored.month THEN stored.monthly_gemini_consumed
        ELSE greatest(stored.monthly_gemini_consumed, excluded.monthly_gemini_consumed) END,
      version = stored.version + 1
    RETURNING stored.version
  )
  SELECT count(*) FILTER (WHERE version = 1)::integer AS added, count(*) FILTER (WHERE version > 1)::integer AS merged
  FROM merged`;

/** The server's own clock decides what is old here: a client with a wrong one must not make others forget. */
export const pruneSql = `WITH jobs AS (
    DELETE FROM quota_tray.jobs WHERE recorded_at < now() - interval '30 days'
  )
  DELETE FROM quota_tray.reservations WHERE recorded_at < now() - interval '30 days'`;
