import { assertNever } from '../assert-never.ts';
import type { DesktopNotification } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import { outrightText } from '../snapshot/blocked-reason.ts';
import { creditsText } from '../snapshot/format-number.ts';
import { clockTime } from '../snapshot/format-time.ts';
import { grantAmountText } from '../snapshot/grant-amount.ts';
import type { Reader } from '../translate.ts';
import { exhaustionNotice } from './exhaustion-notice.ts';
import type { NoticeFacts } from './notice-facts.ts';
import { backNotice, runOutNotice, thresholdNotice } from './window-notices.ts';

/** The words of a notice: what happened to which account, and what one can do. */
export function alertNotice(
  facts: NoticeFacts & { readonly accountId: string },
  label: string,
  settings: Pick<Settings, 'lowCredits' | 'redeemResets'>,
  reader: Reader,
  nowMs: number,
): DesktopNotification {
  const { t } = reader;
  const { accountId } = facts;
  switch (facts.kind) {
    case 'exhausted':
      if ('block' in facts) {
        const body = outrightText(facts.block, reader, nowMs);
        return { title: t('notice.blocked-title', { label }), body, accountId };
      }
      return exhaustionNotice(facts, label, reader, nowMs);
    case 'threshold':
      return { ...thresholdNotice(facts, label, reader, nowMs), accountId };
    case 'will-run-out':
      return { ...runOutNotice(facts, label, reader, nowMs), accountId };
    case 'window-back':
      if ('block' in facts)
        return { title: t('notice.unblocked-title', { label }), body: t('notice.unblocked-body'), accountId };
      return { ...backNotice(facts, label, reader, nowMs), accountId };
    case 'sign-in-needed':
      return { title: t('notice.sign-in-title', { label }), body: t('notice.sign-in-body'), accountId };
    case 'grant-offered': {
      const { amountMinorUnits, currency } = facts.grant;
      const amount = grantAmountText(amountMinorUnits, currency, reader.locale) ?? '';
      return { title: t('notice.grant-title', { label, amount }), body: t('notice.grant-body'), accountId };
    }
    case 'reset-credit-expiring': {
      const time = clockTime(facts.expiresAtMs, nowMs, reader);
      const body = settings.redeemResets ? t('notice.reset-expiring-body-here') : t('notice.reset-expiring-body');
      return { title: t('notice.reset-expiring-title', { label, time }), body, accountId };
    }
    case 'credits-low': {
      const amount = creditsText(facts.balance, reader);
      const limit = creditsText(String(settings.lowCredits), reader);
      const title = t('notice.credits-low-title', { label, amount });
      return { title, body: t('notice.credits-low-body', { limit }), accountId };
    }
    default:
      return assertNever(facts);
  }
}
