import { said } from '../../quota/fact.ts';
import type { GrantReading, Observation } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import { asName, asRecord, type JsonRecord } from '../shape.ts';

/**
 * What Claude Code's own state file says about the credit grant of the organisation that is signed in
 * (S0): the entry under that organisation's id, which is read once, from the same text (S0-20). Null where
 * there is no entry for it, or one that is not as it should be (S0-18). Never throws.
 *
 * The observation is as old as the entry says. An entry without a usable time (S0-21: missing, not a
 * number, in the future) is as old as its file at best, and its reading says that its age is not known.
 *
 * @param state The decoded `.claude.json`.
 * @param fileTimeMs When the file was written, epoch ms.
 */
export function readClaudeCliCache(state: unknown, fileTimeMs: number, nowMs: number): Observation | null {
  const file = asRecord(state);
  const organisation = asName(asRecord(file?.['oauthAccount'])?.['organizationUuid']);
  const cache = asRecord(file?.['overageCreditGrantCache']);
  if (organisation === null || cache === null || !Object.hasOwn(cache, organisation)) return null;
  const entry = asRecord(cache[organisation]);
  const info = asRecord(entry?.['info']);
  const offer = info === null ? null : readOffer(info);
  if (offer === null) return null;
  const answeredAtMs = readStamp(entry?.['timestamp'], nowMs);
  return {
    source: 'cache',
    asOfMs: answeredAtMs ?? Math.min(fileTimeMs, nowMs),
    grant: said({ ...offer, answeredAtMs }),
    oddPaths: [],
  };
}

/** S0-18: three flags that are flags, a whole amount or none, a currency or none. */
function readOffer(info: JsonRecord): Omit<GrantReading, 'answeredAtMs'> | null {
  const [available, eligible, granted] = ['available', 'eligible', 'granted'].map((key) => parseFlag(info[key]));
  const amountMinorUnits = info['amount_minor_units'];
  const currency = info['currency'];
  if (available == null || eligible == null || granted == null) return null;
  if (!isAmount(amountMinorUnits) || !isCurrency(currency)) return null;
  return { available, eligible, granted, amountMinorUnits, currency: currency?.toUpperCase() ?? null };
}

function isAmount(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
}

function isCurrency(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value));
}

function readStamp(value: unknown, nowMs: number): number | null {
  return typeof value === 'number' && value > 0 && value <= nowMs ? Math.round(value) : null;
}
