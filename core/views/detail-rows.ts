import { providers } from '../providers/registry.ts';
import type { MessageKey, Reader } from '../i18n/translate.ts';
import { isFull } from '../accounts/judgement.ts';
import { asOfText, clockTime } from '../text/times.ts';
import type { FactWords } from '../snapshot/fact-words.ts';
import { creditsText } from '../text/numbers.ts';
import { joined } from '../text/layout.ts';
import type { FactKind } from './panel.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';

const allowanceKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['lifetime', 'ledger.of-lifetime'],
  ['monthly', 'ledger.of-monthly'],
]);

const modeKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['degraded', 'service.degraded'],
  ['batch', 'service.batch'],
]);

const ordinaryModes: ReadonlySet<string> = new Set(['normal', 'interactive']);

/** `3 of 4 (all devices)`: what the service counts, which is more than what this computer runs. */
export function concurrencyWords({ concurrency }: AccountSnapshot, reader: Reader): FactWords | null {
  if (concurrency === null) return null;
  const { t } = reader;
  const { current, limit, hardCap } = concurrency;
  const [used, soft, hard] = [current, limit, hardCap].map((count) => countText(count, reader));
  const values = { current: used ?? '', limit: soft ?? '', cap: hard ?? '' };
  const sessions = limit === null ? t('concurrency.current', values) : t('concurrency.of-limit', values);
  const isAboveLimit = hardCap !== null && (limit === null || hardCap > limit);
  const text = joined([
    sessions,
    isAboveLimit ? t('concurrency.hard-cap', values) : null,
    isFull(concurrency) ? t('concurrency.full') : null,
  ]);
  return textRow('concurrency', t('concurrency.name'), text, isFull(concurrency), concurrency.stale);
}

/** `4 of the lifetime allowance · tier Core · last call cost 1` */
export function ledgerWords(account: AccountSnapshot, reader: Reader, nowMs: number): FactWords | null {
  const { ledger } = account;
  if (ledger === null) return null;
  const { t } = reader;
  const { remaining, capped, tier, geminiRemaining, lastCharge, resetsAt } = ledger;
  const provider = Object.values(providers).find(({ id }) => id === account.provider);
  const allowance = allowanceKeys.get(capped);
  const amount = countText(remaining, reader);
  const left = remaining === null ? t('ledger.unlimited') : allowance === undefined ? amount : t(allowance, { amount });
  const text = joined([
    left,
    geminiRemaining === null ? null : t('ledger.gemini', { amount: countText(geminiRemaining, reader) }),
    t('ledger.tier', { tier: provider?.planName(tier) ?? tier }),
    lastCharge === null ? null : t('ledger.last-call', { amount: countText(lastCharge, reader) }),
    resetsAt === null ? null : t('window.resets-at', { time: clockTime(Date.parse(resetsAt), nowMs, reader) }),
  ]);
  return textRow('ledger', t('ledger.name'), text, remaining === 0, ledger.stale);
}

/** Only where requests wait or the mode is not the ordinary one: `Waits behind others until 14:20`. */
export function serviceWords({ service }: AccountSnapshot, reader: Reader, nowMs: number): FactWords | null {
  if (service === null) return null;
  const { t } = reader;
  const { mode, waits, waitsUntil, stale, asOf } = service;
  const wait =
    waitsUntil === null
      ? t('service.waits')
      : t('service.waits-until', { time: clockTime(Date.parse(waitsUntil), nowMs, reader) });
  const text = joined([waits ? wait : null, modeText(mode, reader)]);
  if (text === '') return null;
  const age = stale ? asOfText(asOf, reader, nowMs) : null;
  return textRow('service', t('service.name'), joined([text, age]), false, stale);
}

function modeText(mode: string | null, { t }: Reader): string | null {
  if (mode === null || ordinaryModes.has(mode)) return null;
  const key = modeKeys.get(mode);
  return key === undefined ? t('service.mode', { mode }) : t(key);
}

function countText(count: number | null, reader: Reader): string {
  return creditsText(count === null ? null : String(count), reader);
}

function textRow(id: FactKind, name: string, text: string, attention: boolean, stale: boolean): FactWords {
  return { id, name, text, attention, stale, bar: null, converted: null };
}
