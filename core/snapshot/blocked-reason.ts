import type { AccountWindow, Block } from '../accounts/block.ts';
import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { BlockFigure } from '../usage/observation.ts';
import { sameReset } from '../usage/windows.ts';
import { minuteMs, toIso } from '../units/time.ts';
import { incidentText } from '../text/incident.ts';
import { joinSentences } from '../text/layout.ts';
import { clockTime } from '../text/times.ts';
import { limitName } from '../text/limit.ts';
import type { BlockedReason } from './block-schema.ts';
import type { AccountSnapshot, WindowSnapshot } from './schema.ts';
import { windowLabel } from './windows.ts';

/** What the sentence of a block is made of. Stored notifications keep it, so that they follow the user's language. */
export interface BlockFacts extends Pick<BlockedReason, 'code' | 'figure' | 'until' | 'beyondLimit'> {
  /** The used-up window; left out: no window is the reason. */
  readonly limit?: Pick<WindowSnapshot, 'label' | 'name'>;
}

/**
 * Returns why an account cannot be used, or why this is unknown, with its sentence. Every view, notification and
 * command shows this sentence.
 *
 * @param failureText The sentence about the failure of the newest poll, if this computer cannot reach the service.
 */
export function blockedReason(
  { code, endsAtMs, cause, beyondLimit }: Block,
  windows: readonly AccountWindow[],
  failureText: string | null,
  locale: LocaleContext,
  nowMs: number,
): BlockedReason {
  const window = cause.kind === 'window' ? windows.find(({ id }) => id === cause.windowId) : undefined;
  const figure = figureOf(cause);
  const reason = {
    code,
    ...(figure === null ? {} : { figure }),
    ...(window === undefined ? {} : { windowId: window.id }),
    ...(beyondLimit === null
      ? {}
      : { beyondLimit: { mode: beyondLimit.mode, until: isoOrNull(beyondLimit.endsAtMs) } }),
    until: isoOrNull(endsAtMs),
  };
  const limit =
    window === undefined ? {} : { limit: { label: windowLabel(window.id, window.shape), name: window.shape.name } };
  if (cause.kind === 'incident') return { ...reason, text: incidentText(cause.incident, locale, nowMs) };
  if (cause.kind === 'unreachable' && failureText !== null) return { ...reason, text: failureText };
  return { ...reason, text: blockText({ ...reason, ...limit }, locale, nowMs) };
}

function figureOf({ kind }: Block['cause']): BlockFigure | null {
  return kind === 'window' || kind === 'stated' || kind === 'unreachable' || kind === 'incident' ? null : kind;
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : toIso(ms);
}

/**
 * Returns the sentence about a block. If requests still run beyond the limits although something else is the reason, a
 * second sentence says so.
 */
export function blockText(facts: BlockFacts, locale: LocaleContext, nowMs: number): string {
  const { code, until, beyondLimit } = facts;
  const first = reasonText(facts, locale, nowMs);
  if (beyondLimit === undefined || beyondLimit.mode === code) return first;
  // A grace period may end before the reset that the service names with it.
  const hasOwnEnd = beyondLimit.mode !== 'grace-period' && !isSameEnd(beyondLimit.until, until);
  const modeUntil = hasOwnEnd ? beyondLimit.until : null;
  const second = withEnd(locale.t(`blocked.also-${beyondLimit.mode}`), modeUntil, locale, nowMs);
  return joinSentences([first, second], locale);
}

/** Returns true if a mode ends with the reason, so that its end would only repeat the reason's. */
function isSameEnd(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && sameReset(Date.parse(a), Date.parse(b), minuteMs);
}

function reasonText({ code, figure, until, limit }: BlockFacts, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  if (limit !== undefined) return windowText(limit, until, locale, nowMs);
  switch (figure) {
    case 'prepaid':
    case 'ledger':
    case 'sessions':
    case 'features':
      return withEnd(t(`blocked.${figure}`), until, locale, nowMs);
    case 'spend':
      return withEnd(t('blocked.spend-cap'), until, locale, nowMs);
    case undefined: {
      if (code === 'grace-period')
        return withEnd(t('blocked.grace-period'), until, locale, nowMs, 'blocked.with-reset');
      const isNameless = code === 'weekly-used-up' || code === 'window-used-up';
      return withEnd(t(isNameless ? 'blocked.unknown' : `blocked.${code}`), until, locale, nowMs);
    }
    default:
      return assertNever(figure);
  }
}

function windowText(
  window: Pick<WindowSnapshot, 'label' | 'name'>,
  resetsAt: string | null,
  locale: LocaleContext,
  nowMs: number,
): string {
  const limit = limitName(window, locale);
  if (resetsAt === null) return locale.t('blocked.window-open-end', { limit });
  return locale.t('blocked.window', { limit, time: clockTime(Date.parse(resetsAt), nowMs, locale) });
}

function withEnd(
  sentence: string,
  until: string | null,
  locale: LocaleContext,
  nowMs: number,
  key: 'blocked.with-end' | 'blocked.with-reset' = 'blocked.with-end',
): string {
  if (until === null) return sentence;
  return locale.t(key, { sentence, time: clockTime(Date.parse(until), nowMs, locale) });
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
 * Returns why one model or feature cannot be used although the account can; null: its limit does not block it.
 *
 * @param window A window of the account. Its name is the model or feature that it limits.
 */
export function limitReason(window: WindowSnapshot, locale: LocaleContext, nowMs: number): BlockedReason | null {
  const { name, state, resetsAt } = window;
  if (name === null || (state !== 'exhausted' && state !== 'blocked')) return null;
  const text =
    state === 'blocked' ? locale.t('blocked.model-unavailable') : windowText(window, resetsAt, locale, nowMs);
  return { code: 'model-unavailable', until: resetsAt, text };
}
