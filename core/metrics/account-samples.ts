import { isOfNow } from '../snapshot/account-use.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { parseInstantMs } from '../units/time.ts';
import { type Sample, sampleOf } from './definitions.ts';

/** The figures of one account as series; what is unknown, withdrawn or old has none. `labels` name the account. */
export function accountSamples(account: AccountSnapshot, labels: Sample['labels']): readonly Sample[] {
  const [credits, prepaid, spend] = [ofNow(account.credits), ofNow(account.prepaid), ofNow(account.spend)] as const;
  const [concurrency, ledger] = [ofNow(account.concurrency), ofNow(account.ledger)] as const;
  const currency = spend?.unit === 'credits' ? 'credits' : (spend?.currency ?? null);
  return [
    ...sampleOf('quota_tray_account_state', { ...labels, state: account.state }, 1),
    ...account.windows.flatMap((window) => windowSamples(window, account, { ...labels, window: window.id })),
    ...sampleOf('quota_tray_credits_balance', { ...labels, unit: 'credits' }, amountOf(credits?.balance)),
    ...(prepaid === null ? [] : [prepaid, ...prepaid.further]).flatMap((money) =>
      sampleOf('quota_tray_balance', { ...labels, currency: money.currency }, amountOf(money.balance)),
    ),
    ...(currency === null
      ? []
      : [
          ...sampleOf('quota_tray_spend_used', { ...labels, currency }, amountOf(spend?.used)),
          ...sampleOf('quota_tray_spend_limit', { ...labels, currency }, amountOf(spend?.limit)),
        ]),
    ...sampleOf('quota_tray_concurrent_sessions', labels, concurrency?.current ?? null),
    ...sampleOf('quota_tray_concurrent_sessions_limit', { ...labels, kind: 'soft' }, concurrency?.limit ?? null),
    ...sampleOf('quota_tray_concurrent_sessions_limit', { ...labels, kind: 'hard' }, concurrency?.hardCap ?? null),
    ...sampleOf('quota_tray_ledger_remaining', labels, ledger?.remaining ?? null),
  ];
}

/** A figure that is of now; null where it is not. */
function ofNow<T extends { readonly stale: boolean }>(figure: T | null): T | null {
  return figure === null || figure.stale ? null : figure;
}

function windowSamples(window: WindowSnapshot, account: AccountSnapshot, labels: Sample['labels']): readonly Sample[] {
  const resetsAtMs = parseInstantMs(window.resetsAt);
  return [
    ...sampleOf(
      'quota_tray_window_used_percent',
      labels,
      isOnlyExpected(window) || !isOfNow(window, account) ? null : window.usedPercent,
    ),
    ...sampleOf('quota_tray_window_reset_timestamp_seconds', labels, resetsAtMs === null ? null : resetsAtMs / 1000),
  ];
}

/** After a reset that no answer has confirmed, the 0 of the snapshot is an expectation, and a series has no mark for that. */
function isOnlyExpected({ state, resetsAt, asOf }: WindowSnapshot): boolean {
  return state === 'reset-pending' && (parseInstantMs(asOf) ?? 0) < (parseInstantMs(resetsAt) ?? 0);
}

function amountOf(amount: string | null | undefined): number | null {
  return amount === null || amount === undefined ? null : Number(amount);
}
