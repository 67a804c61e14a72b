import type { AccountWindow, Block } from '../accounts/judgement.ts';
import { assertNever } from '../assert-never.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import { toIso } from '../units/time.ts';
import { percentText } from '../text/numbers.ts';
import { clockTime } from '../text/times.ts';
import type { AccountSnapshot, BlockedReason, WindowSnapshot } from './schema.ts';
import { windowLabel } from './windows.ts';
import { limitName } from '../text/window.ts';

/** Why an account cannot be used or is not known, with one sentence. What is not known about it is said to be not known. */
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

/** True where something else than a used-up window of the account blocks it, which no row of a window shows. */
export function isBlockedOutright({
  blockedReason: reason,
  use,
}: Pick<AccountSnapshot, 'blockedReason' | 'use'>): boolean {
  return use === 'exhausted' && reason !== null && reason.code !== 'weekly-used-up' && reason.code !== 'window-used-up';
}

/**
 * What a fresh account has to say about a block: the whole sentence of one that no row shows, and
 * `99 % is left here, but the weekly limit is used up until Thu 09:00.`; null where its rows say it all.
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
 * Why one model or feature cannot be used although the account can; null where its limit does not stop it.
 *
 * @param window One of the account, with the name of what it limits.
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

/** The sentence of an outright block, made anew from what is kept of it. */
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
