import { useEffect, useRef, useState } from 'react';
import type { AccountCardView } from '../../core/views/panel.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';

type States = ReadonlyMap<string, string | null>;

/**
 * Returns the text of the live region: which accounts changed their state since the last view. It leaves out
 * figures, ages and countdowns, because they change every minute.
 */
export function useStateAnnouncement(accounts: readonly AccountCardView[] | null, t: UiTranslate): string {
  const before = useRef<States | null>(null);
  const words = useRef(t);
  const [text, setText] = useState('');
  useEffect(() => {
    if (accounts === null) return;
    // After a change of language all texts differ, although no state changed.
    const changed = before.current === null || words.current !== t ? [] : changes(before.current, accounts, t);
    words.current = t;
    before.current = new Map(accounts.map((account) => [account.id, stateOf(account)]));
    if (changed.length > 0) setText(changed.join('. '));
  }, [accounts, t]);
  return text;
}

/** Returns the state of an account; null when the age stands in its place, because an age grows every minute. */
function stateOf(account: AccountCardView): string | null {
  return account.stateText === account.ageText ? null : account.stateText;
}

function changes(before: States, accounts: readonly AccountCardView[], t: UiTranslate): readonly string[] {
  return accounts
    .filter((account) => before.has(account.id) && before.get(account.id) !== stateOf(account))
    .map((account) => sentence(account, t));
}

function sentence(account: AccountCardView, t: UiTranslate): string {
  const state = stateOf(account) ?? account.ageText;
  return state === null
    ? t('ui.announce.up-to-date', { label: account.label })
    : t('ui.announce.state', { label: account.label, state });
}
