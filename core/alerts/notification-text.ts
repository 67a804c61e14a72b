import { assertNever } from '../assert-never.ts';
import type { DesktopNotification } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import { type BlockFacts, blockText } from '../snapshot/blocked-reason.ts';
import { joinSentences } from '../text/layout.ts';
import { creditsText, grantAmountText, percentText } from '../text/numbers.ts';
import { hiddenMoney } from '../text/personal.ts';
import { clockTime } from '../text/times.ts';
import { limitName } from '../text/limit.ts';
import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import type { NotificationFacts } from './store.ts';
import type { WindowFacts } from './window-alerts.ts';

/** The text of a notification: what happened to which account, and what the user can do. */
export function notificationText(
  facts: NotificationFacts & { readonly accountId: string },
  label: string,
  settings: Pick<Settings, 'lowCredits' | 'redeemResets' | 'hidePersonal' | 'meterShows'>,
  locale: LocaleContext,
  nowMs: number,
): DesktopNotification {
  const { t } = locale;
  const { accountId } = facts;
  switch (facts.kind) {
    case 'exhausted':
      if ('block' in facts) {
        const title = t(blockTitleKey(facts.block), { label });
        return { title, body: blockText(facts.block, locale, nowMs), accountId };
      }
      return exhaustedText(facts, label, locale, nowMs);
    case 'threshold':
      return { ...thresholdText(facts, label, settings.meterShows, locale, nowMs), accountId };
    case 'will-run-out':
      return { ...willRunOutText(facts, label, locale, nowMs), accountId };
    case 'window-back':
      if ('block' in facts)
        return { title: t('notice.unblocked-title', { label }), body: t('notice.unblocked-body'), accountId };
      return { ...windowBackText(facts, label, locale, nowMs), accountId };
    case 'sign-in-needed':
      return { title: t('notice.sign-in-title', { label }), body: t('notice.sign-in-body'), accountId };
    case 'grant-offered': {
      const { amountMinorUnits, currency } = facts.grant;
      const shown = grantAmountText(amountMinorUnits, currency, locale.formats.money) ?? '';
      const amount = settings.hidePersonal ? hiddenMoney : shown;
      return { title: t('notice.grant-title', { label, amount }), body: t('notice.grant-body'), accountId };
    }
    case 'reset-credit-expiring': {
      const time = clockTime(facts.expiresAtMs, nowMs, locale);
      const { command } = facts;
      const bodyKey = settings.redeemResets ? 'notice.reset-expiring-body-here' : 'notice.reset-expiring-body';
      const body =
        command === undefined
          ? t(bodyKey)
          : t('notice.reset-expiring-body-command', { command: command.text, program: command.program });
      return { title: t('notice.reset-expiring-title', { label, time }), body, accountId };
    }
    case 'credits-low': {
      const amount = settings.hidePersonal ? hiddenMoney : creditsText(facts.balance, locale);
      const limit = creditsText(String(settings.lowCredits), locale);
      const title = t('notice.credits-low-title', { label, amount });
      return { title, body: t('notice.credits-low-body', { limit }), accountId };
    }
    default:
      return assertNever(facts);
  }
}

/** Returns the title about a block. It never says that an account cannot be used while the service accepts requests. */
function blockTitleKey({ beyondLimit }: BlockFacts): MessageKey {
  if (beyondLimit === undefined) return 'notice.blocked-title';
  return beyondLimit.mode === 'paid-extra-usage' ? 'notice.paid-title' : 'notice.limit-title';
}

/** Says that a window is used up until its reset, with the sentence of the snapshot. */
function exhaustedText(
  { accountId, window, beyondLimit }: { readonly accountId: string } & FactsOf<'exhausted'>,
  accountLabel: string,
  locale: LocaleContext,
  nowMs: number,
): DesktopNotification {
  const { t } = locale;
  const limit = limitName(window, locale);
  const mode = beyondLimit === undefined ? {} : { beyondLimit };
  const block: BlockFacts = { code: 'window-used-up', until: window.resetsAt, limit: window, ...mode };
  const body = blockText(block, locale, nowMs);
  return { title: t('notice.exhausted-title', { label: accountLabel, limit }), body, accountId };
}

type TitleAndBody = Omit<DesktopNotification, 'accountId'>;
type FactsOf<Kind> = Extract<NotificationFacts, { readonly kind: Kind; readonly window: WindowFacts }>;

/** Says how much of a window is left or used, as the user chose, and when it resets. */
function thresholdText(
  { window, usedPercent }: FactsOf<'threshold'>,
  label: string,
  side: Settings['meterShows'],
  locale: LocaleContext,
  nowMs: number,
): TitleAndBody {
  const { t } = locale;
  const values = { label, limit: limitName(window, locale) };
  const title =
    side === 'left'
      ? t('notice.threshold-title-left', { ...values, left: leftText(usedPercent, locale) })
      : t('notice.threshold-title', { ...values, used: percentText(usedPercent, locale) });
  return { title, body: resetSentence(window, locale, nowMs) };
}

/** Says when a window will be used up at its present pace. */
function willRunOutText(
  { window, exhaustsAt }: FactsOf<'will-run-out'>,
  label: string,
  locale: LocaleContext,
  nowMs: number,
): TitleAndBody {
  const { t } = locale;
  const time = clockTime(Date.parse(exhaustsAt), nowMs, locale);
  const reset = window.resetsAt === null ? t('time.unknown') : clockTime(Date.parse(window.resetsAt), nowMs, locale);
  return {
    title: t('notice.run-out-title', { label, limit: limitName(window, locale) }),
    body: t('notice.run-out-body', { time, reset }),
  };
}

/** Says that a window was reset, and how much of it is left. */
function windowBackText(
  { window, usedPercent, early }: FactsOf<'window-back'>,
  label: string,
  locale: LocaleContext,
  nowMs: number,
): TitleAndBody {
  const { t } = locale;
  const left = leftText(usedPercent, locale);
  const first = early ? t('notice.back-body-early', { left }) : t('notice.back-body', { left });
  return {
    title: t('notice.back-title', { label, limit: limitName(window, locale) }),
    body: joinSentences([first, resetSentence(window, locale, nowMs)], locale),
  };
}

function leftText(usedPercent: number, locale: LocaleContext): string {
  return percentText(Math.max(0, 100 - usedPercent), locale);
}

function resetSentence({ resetsAt }: WindowFacts, locale: LocaleContext, nowMs: number): string {
  if (resetsAt === null) return locale.t('notice.resets-unknown');
  return locale.t('notice.resets', { time: clockTime(Date.parse(resetsAt), nowMs, locale) });
}
