import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Facts } from '../../core/usage/facts.ts';
import type { SpendReading } from '../../core/usage/observation.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import { accountCard } from '../../core/views/account.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import type { AccountCardView } from '../../core/views/panel.ts';
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

export function cardOf(state: AccountState, settings: Partial<Settings> = {}, locale = english): AccountCardView {
  return accountCard(accountOf(state, settings, locale), { ...defaultSettings, ...settings }, locale, nowMs);
}

/** The rows beside the windows, `name: text` each. */
export function rowsOf(state: AccountState, settings: Partial<Settings> = {}, locale = english): readonly string[] {
  return cardOf(state, settings, locale).facts.map(({ name, text }) => `${name}: ${text}`);
}
