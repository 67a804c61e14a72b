import type { AccountWindow, Block } from '../accounts/judgement.ts';
import { assertNever } from '../assert-never.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import { toIso } from '../units/time.ts';
import { percentText } from '../text/numbers.ts';
import { clockTime } from '../text/times.ts';
import type { AccountSnapshot, BlockedReason, WindowSnapshot } from './schema.ts';
import { windowLabel } from './windows.ts';
import { limitName } from '../text/window.ts';

/**
 * Returns why an account cannot be used, or why this is unknown, with one sentence. If the reason is unknown, the
 * sentence says so.
 */
export function blockedReason(
  block: Block,
  windows: readonly AccountWindow[],
  locale: LocaleContext,
  nowMs: number,
): BlockedReason {
  const { code, endsAtMs, cause } = block;
  const figure = cause.kind === 'window' || cause.kind === 'stated' || cause.kind === 'unreachable' ? null : cause.kind;
  return {
    ...{ code, until: endsAtMs === null ? null : toIso(endsAtMs), text: textOf(block, windows, locale, nowMs) },
    ...(figure === null ? {} : { figure }),
  };
}

/**
 * Returns true if something other than a used-up window of the account blocks the account. No row of a window shows
 * such a reason.
 */
export function isBlockedOutright({
  blockedReason: reason,
  use,
}: Pick<AccountSnapshot, 'blockedReason' | 'use'>): boolean {
  return use === 'exhausted' && reason !== null && reason.code !== 'weekly-used-up' && reason.code !== 'window-used-up';
}

/**
 * Returns the block message of an account with current figures; null: the rows of its windows show everything. A block
 * that no row shows gives its whole sentence. A blocked window gives `99 % is left here, but the weekly limit is used
 * up until Thu 09:00.`
 */
export function blockedMessage(
  block: Block | null,
  windows: readonly AccountWindow[],
  locale: LocaleContext,
  nowMs: number,
): string | null {
  if (block === null) return null;
  if (block.cause.kind !== 'window') return textOf(block, windows, locale, nowMs);
  const blocked = windows.find((window) => window.state === 'blocked' && window.shape.name === null);
  const blocker = windows.find((window) => window.id === blocked?.blockedBy);
  if (blocked === undefined || blocker === undefined) return null;
  const left = percentText(blocked.usedPercent === null ? null : Math.max(0, 100 - blocked.usedPercent), locale);
  const limit = nameOf(blocker, locale);
  if (blocker.resetsAtMs === null) return locale.t('message.blocked-open-end', { left, limit });
  return locale.t('message.blocked', { left, limit, time: clockTime(blocker.resetsAtMs, nowMs, locale) });
}

/**
 * Returns why one model or feature cannot be used although the account can; null: its limit does not block it.
 *
 * @param window A window of the account. Its name is the model or feature that it limits.
 */
export function limitReason(window: WindowSnapshot, locale: LocaleContext, nowMs: number): BlockedReason | null {
  const { t } = locale;
  const { name, state, resetsAt } = window;
  if (name === null || (state !== 'exhausted' && state !== 'blocked')) return null;
  const code = 'model-unavailable';
  if (state === 'blocked') return { code, until: resetsAt, text: t('blocked.model-unavailable') };
  const limit = limitName(window, locale);
  if (resetsAt === null) return { code, until: null, text: t('blocked.window-open-end', { limit }) };
  const time = clockTime(Date.parse(resetsAt), nowMs, locale);
  return { code, until: resetsAt, text: t('blocked.window', { limit, time }) };
}

function textOf(
  { code, endsAtMs, cause }: Block,
  windows: readonly AccountWindow[],
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  if (cause.kind === 'window') {
    const time = endsAtMs === null ? null : clockTime(endsAtMs, nowMs, locale);
    const window = windows.find(({ id }) => id === cause.windowId);
    const limit = window === undefined ? '' : nameOf(window, locale);
    return time === null ? t('blocked.window-open-end', { limit }) : t('blocked.window', { limit, time });
  }
  return withEnd(t(sentenceOf(code, cause.kind)), endsAtMs, locale, nowMs);
}

/** Returns the sentence of a block that no window causes, from the public fields of the reason. */
export function outrightText(
  { code, figure, until }: Omit<BlockedReason, 'text'>,
  locale: LocaleContext,
  nowMs: number,
): string {
  const sentence = locale.t(sentenceOf(code, figure ?? 'stated'));
  return withEnd(sentence, until === null ? null : Date.parse(until), locale, nowMs);
}

function withEnd(sentence: string, endsAtMs: number | null, locale: LocaleContext, nowMs: number): string {
  if (endsAtMs === null) return sentence;
  return locale.t('blocked.with-end', { sentence, time: clockTime(endsAtMs, nowMs, locale) });
}

function sentenceOf(code: Block['code'], kind: Exclude<Block['cause']['kind'], 'window'>): MessageKey {
  switch (kind) {
    case 'stated':
      return code === 'weekly-used-up' || code === 'window-used-up' ? 'blocked.unknown' : `blocked.${code}`;
    case 'unreachable':
      return code === 'region' ? 'blocked.region' : 'blocked.network';
    case 'spend':
      return 'blocked.spend-cap';
    case 'features':
      return 'blocked.features';
    case 'prepaid':
      return 'blocked.prepaid';
    case 'ledger':
      return 'blocked.ledger';
    case 'sessions':
      return 'blocked.sessions';
    default:
      return assertNever(kind);
  }
}

function nameOf({ id, shape }: AccountWindow, locale: LocaleContext): string {
  return limitName({ label: windowLabel(id, shape), name: shape.name }, locale);
}
