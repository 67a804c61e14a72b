import { assertNever } from '../assert-never.ts';
import { offerPage } from '../credits/grant-offer.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import { resetCommandFor } from '../snapshot/held-reset.ts';
import type { Settings } from '../settings/settings.ts';
import { bindingWindows } from '../snapshot/account-use.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { ageOf, clockTime } from '../text/times.ts';
import type { FactAction, FactRowId, OfferAction } from './panel.ts';

const blockedKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['spend-cap', 'state.blocked-spend-cap'],
  ['workspace-credits', 'state.blocked-workspace-credits'],
  ['model-unavailable', 'state.blocked-model-unavailable'],
  ['reserve', 'state.blocked-reserve'],
  ['paid-extra-usage', 'state.blocked-paid-extra-usage'],
  ['grace-period', 'state.blocked-grace-period'],
  ['lower-priority', 'state.blocked-lower-priority'],
]);

/**
 * Returns the sentence why the account cannot be used, for a view that also shows the message of the account; null:
 * there is no reason, or the message already says it.
 */
export function blockSentence({ blockedReason, message }: AccountSnapshot): string | null {
  if (blockedReason === null || message?.includes(blockedReason.text) === true) return null;
  return blockedReason.text;
}

/** Returns the state of an account in one or two words; null when it is fresh and nothing blocks it. */
export function stateText(account: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  if (account.state === 'fresh') return blockedText(account, locale);
  const isShown = isBlockedOutright(account) || account.blockedReason?.beyondLimit !== undefined;
  return joinWithDot([isShown ? blockedText(account, locale) : null, linkText(account, locale, nowMs)]);
}

function linkText(account: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  const { t } = locale;
  switch (account.state) {
    case 'fresh':
      return null;
    case 'stale':
      return ageText(account, locale, nowMs);
    case 'not-measured':
      return t('state.not-measured');
    case 'signed-out':
      return t('state.signed-out');
    case 'rate-limited':
      return account.nextRefreshAt === null
        ? t('state.rate-limited')
        : t('state.rate-limited-until', { time: clockTime(Date.parse(account.nextRefreshAt), nowMs, locale) });
    case 'offline':
      return t('state.offline');
    case 'error':
      return t('state.error');
    default:
      return assertNever(account.state);
  }
}

/** Returns `12 min old`; null when the figures are fresh or were never read. */
export function ageText(account: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  if (account.state === 'fresh' || account.fetchedAt === null) return null;
  return ageOf(Date.parse(account.fetchedAt), nowMs, locale);
}

/** Returns true when only the user can resolve the state. */
export function needsUser(account: AccountSnapshot): boolean {
  return account.state === 'signed-out' || account.state === 'error';
}

/**
 * Returns the block in two or three words: the reason, and the mode in which the service still accepts requests; null:
 * nothing blocks the account, or the rows of its windows say it.
 */
export function blockedText(account: AccountSnapshot, { t }: LocaleContext): string | null {
  const { code, beyondLimit } = account.blockedReason ?? {};
  const mode = beyondLimit === undefined || beyondLimit.mode === code ? null : beyondLimit.mode;
  const modeText = mode === null ? null : t(`state.blocked-${mode}`);
  const words = isBlockedOutright(account) ? t(blockedKeys.get(code ?? '') ?? 'state.blocked') : windowText(account, t);
  return words === null ? modeText : joinWithDot([words, modeText]);
}

/** Returns which window blocks another one; null: none does, or the row of the used-up window says it. */
function windowText(account: AccountSnapshot, t: LocaleContext['t']): string | null {
  const blocked = bindingWindows(account).find((window) => window.state === 'blocked');
  if (blocked === undefined) return null;
  const blocker = account.windows.find((window) => window.id === blocked.blockedBy);
  return blocker?.label === 'weekly' ? t('window.blocked-weekly') : t('window.blocked');
}

/** Returns the display name of a service. For a service that the app does not know, it returns the id. */
export function providerName(id: string): string {
  return findProvider(id)?.displayName ?? id;
}

/** Returns the heading of the accounts of a service. Services that the user describes share one, in their language. */
export function providerTitle(id: string, { t }: Pick<LocaleContext, 't'>): string {
  return id === 'own' ? t('services.own') : providerName(id);
}

/** Returns the name of the account's service: the user's own for a service that the user describes. */
export function serviceName({ provider, ownService }: Pick<AccountSnapshot, 'provider' | 'ownService'>): string {
  return ownService?.name ?? providerName(provider);
}

/** Returns the provider with its plan, `Codex Pro`, or the provider alone when the plan is unknown. */
export function planText(account: AccountSnapshot, separator = ' '): string {
  const provider = findProvider(account.provider);
  const name = serviceName(account);
  return account.plan === null ? name : `${name}${separator}${provider?.planName(account.plan) ?? account.plan}`;
}

/**
 * Returns the name of the account's workspace; null: it is unknown, the account's name already contains it, or it only
 * repeats the address, as the name of a one-person organisation does.
 */
export function workspaceText({ workspace, label, email }: AccountSnapshot): string | null {
  if (workspace === null) return null;
  const [name, shown, address] = [workspace, label, email ?? ''].map((text) => text.toLowerCase());
  const isInLabel = shown?.includes(name ?? '') === true;
  const isAddress = address !== undefined && address !== '' && name?.includes(address) === true;
  return isInLabel || isAddress ? null : workspace;
}

/**
 * Returns the actions that the panel offers for a figure; empty: none. No action spends anything at the first click.
 */
export function factActions(
  id: FactRowId,
  account: Pick<AccountSnapshot, 'provider' | 'state' | 'resetCredits' | 'holdsReset'>,
  { redeemResets }: Pick<Settings, 'redeemResets'>,
  locale: LocaleContext,
): readonly FactAction[] {
  const { provider, state, resetCredits } = account;
  if (id === 'grant') return offerPage(provider) === null ? [] : offerActions(locale);
  if (id !== 'reset-credits') return [];
  const command = resetCommandFor(account);
  if (command !== null)
    return [{ id: 'copy-command', text: locale.t('action.copy-command', { command: command.text }) }];
  if (state === 'signed-out' || !redeemResets || (resetCredits?.available ?? 0) === 0) return [];
  if (findProvider(provider)?.resetRedemption === undefined) return [];
  return [{ id: 'use-reset', text: locale.t('action.use-reset') }];
}

/** Returns the two actions for an offer: open its page, or hide it for good. */
export function offerActions({ t }: LocaleContext): readonly OfferAction[] {
  return [
    { id: 'see-offer', text: t('action.see-offer') },
    { id: 'dismiss-offer', text: t('action.dismiss-offer') },
  ];
}
