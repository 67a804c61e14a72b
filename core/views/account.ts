import { assertNever } from '../assert-never.ts';
import type { MessageKey, Reader } from '../i18n/translate.ts';
import { ago, clockTime } from '../text/times.ts';
import { bindingWindows } from '../snapshot/account-use.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import { joined } from '../text/layout.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';

const blockedKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['spend-cap', 'state.blocked-spend-cap'],
  ['workspace-credits', 'state.blocked-workspace-credits'],
]);

/** The state of an account in one or two words; null when it is fresh and nothing blocks it. */
export function stateText(account: AccountSnapshot, reader: Reader, nowMs: number): string | null {
  if (account.state === 'fresh') return blockedText(account, reader);
  const outright = isBlockedOutright(account) ? blockedText(account, reader) : null;
  return joined([outright, linkText(account, reader, nowMs)]);
}

function linkText(account: AccountSnapshot, reader: Reader, nowMs: number): string | null {
  const { t } = reader;
  switch (account.state) {
    case 'fresh':
      return null;
    case 'stale':
      return ageText(account, reader, nowMs);
    case 'not-measured':
      return t('state.not-measured');
    case 'signed-out':
      return t('state.signed-out');
    case 'rate-limited':
      return account.nextRefreshAt === null
        ? t('state.rate-limited')
        : t('state.rate-limited-until', { time: clockTime(Date.parse(account.nextRefreshAt), nowMs, reader) });
    case 'offline':
      return t('state.offline');
    case 'error':
      return t('state.error');
    default:
      return assertNever(account.state);
  }
}

/** `as of 12 min ago`, only where the figures are not fresh and were ever read. */
export function ageText(account: AccountSnapshot, reader: Reader, nowMs: number): string | null {
  if (account.state === 'fresh' || account.fetchedAt === null) return null;
  return reader.t('state.as-of', { age: ago(Date.parse(account.fetchedAt), nowMs, reader) });
}

/** True when only the user can mend the state. */
export function needsUser(account: AccountSnapshot): boolean {
  return account.state === 'signed-out' || account.state === 'error';
}

function blockedText(account: AccountSnapshot, { t }: Reader): string | null {
  if (isBlockedOutright(account)) return t(blockedKeys.get(account.blockedReason?.code ?? '') ?? 'state.blocked');
  const blocked = bindingWindows(account).find((window) => window.state === 'blocked');
  if (blocked === undefined) return null;
  const blocker = account.windows.find((window) => window.id === blocked.blockedBy);
  return blocker?.label === 'weekly' ? t('window.blocked-weekly') : t('window.blocked');
}
