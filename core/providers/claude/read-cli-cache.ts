import { said } from '../../quota/fact.ts';
import type { Observation } from '../../quota/observation.ts';
import { asName, asRecord } from '../json.ts';
import { readOffer } from './read-offer.ts';

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

function readStamp(value: unknown, nowMs: number): number | null {
  return typeof value === 'number' && value > 0 && value <= nowMs ? Math.round(value) : null;
}
