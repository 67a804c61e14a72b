import { useEffect, useRef, useState } from 'react';
import type { AccountCardView } from '../../core/views/panel.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';

type States = ReadonlyMap<string, string | null>;

/**
 * The text of the live region: which accounts changed their state since the last view. Figures, ages
 * and countdowns change each minute and are not said.
 */
export function useStateAnnouncement(accounts: readonly AccountCardView[] | null, t: UiTranslate): string {
  const before = useRef<States | null>(null);
  const words = useRef(t);
  const [text, setText] = useState('');
  useEffect(() => {
    if (accounts === null) return;
    // In another language every word is new although no state is.
    const changed = before.current === null || words.current !== t ? [] : changes(before.current, accounts, t);
    words.current = t;
    before.current = new Map(accounts.map((account) => [account.id, stateOf(account)]));
    if (changed.length > 0) setText(changed.join('. '));
  }, [accounts, t]);
  return text;
}

/** An age that stands in place of a state grows each minute and counts as one and the same state. */
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
