import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Facts } from '../../core/usage/facts.ts';
import type { SpendReading } from '../../core/usage/observation.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { accountPage } from '../../core/views/account-page.ts';
import { type DetailRow, detailRows } from '../../core/views/detail-rows.ts';
import type { AccountPageView } from '../../core/views/page-model.ts';
import type { AccountSnapshot } from '../../core/snapshot/schema.ts';
import { codexBody, english, nowMs, stateAfter } from './example-states.ts';

/** An account with one open window, and with further facts or a credit block of its answer. */
export function stateWith(facts: Partial<Facts>, credits?: unknown): AccountState {
  const session = { used: 12, resetsInMinutes: 60 };
  const state = stateAfter(codexBody({ session, ...(credits === undefined ? {} : { credits }) }));
  return { ...state, facts: { ...state.facts, ...facts } };
}

export function withBalance(balance: unknown, more: object = {}): AccountState {
  return stateWith({}, { has_credits: true, unlimited: false, balance, ...more });
}

/** A limit of 100 credits of which 40 are used. */
export function limit(more: Partial<SpendReading>): SpendReading {
  return {
    unit: 'credits',
    currency: null,
    used: '40',
    limit: '100',
    remaining: '60',
    scope: 'individual',
    resetsAtMs: null,
    ...more,
  };
}

export function accountOf(state: AccountState, settings: Partial<Settings> = {}, locale = english): AccountSnapshot {
  const [account] = buildSnapshot([state], { ...defaultSettings, ...settings }, locale, nowMs).accounts;
  if (account === undefined) throw new Error('One account was given');
  return account;
}

/** The rows beside the windows. */
export function detailRowsOf(
  state: AccountState,
  settings: Partial<Settings> = {},
  locale = english,
): readonly DetailRow[] {
  return detailRows(accountOf(state, settings, locale), { ...defaultSettings, ...settings }, locale, nowMs);
}

const marks = {
  ...{ isNextUp: false, isPinned: false, isHidden: false, isMuted: false },
  ...{ isRefreshing: false, isInIcon: false, hasCommand: false, hasNamesake: false },
};

/** The page of an account that was not added with a key. */
export function pageOf(
  account: AccountSnapshot,
  state?: AccountState,
  settings: Partial<Settings> = {},
  locale = english,
  atMs = nowMs,
): AccountPageView {
  const context = { state, marks, isAdded: false, shell: 'posix' } as const;
  return accountPage(account, context, { ...defaultSettings, ...settings }, locale, atMs);
}

/** The rows beside the windows, `name: text` each. */
export function rowsOf(state: AccountState, settings: Partial<Settings> = {}, locale = english): readonly string[] {
  return detailRowsOf(state, settings, locale).map(({ name, text }) => `${name}: ${text}`);
}
