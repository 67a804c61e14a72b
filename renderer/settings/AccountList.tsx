import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { SettingsAccount } from '../../core/views/settings-accounts.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { useDragOrder } from '../panel/drag-order.ts';
import styles from './AccountList.module.css';
import { AccountListRow } from './AccountListRow.tsx';
import controls from './controls.module.css';
import { usePlaces } from './places.ts';
import { useSetting } from './settings-context.ts';
import { useUndo } from './undo.ts';
import { WindowedAccounts } from './WindowedAccounts.tsx';

/** So many accounts are shown at first; the others are behind a line. */
const shownAtFirst = 8;
/** More rows than this are drawn only where they are visible. */
const mostDrawn = 40;

/** All accounts, one line each: to find, to put in order, and to open. The buttons that add stand above them. */
export function AccountList({ accounts }: { readonly accounts: readonly SettingsAccount[] }) {
  const t = useTranslate();
  const { open } = usePlaces();
  const { leavingIds } = useUndo();
  const [words, setWords] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const groups = useSetting('accountGroups').value;
  const staying = accounts.filter(({ id }) => !leavingIds.has(id));
  const isSearch = words.trim() !== '';
  const found = staying.filter((account) => contains(account, groups[account.id] ?? '', words));
  const shown = isSearch || showsAll ? found : found.slice(0, shownAtFirst);
  const restCount = found.length - shown.length;
  const moveAmongAll = useMove(staying);
  /** The end of the shown accounts is the place before the first one behind the line. */
  const move = (accountId: string, beforeId: string | null): void =>
    moveAmongAll(accountId, beforeId ?? found[shown.length]?.id ?? null);

  const drag = useDragOrder(
    useMemo(() => [{ rows: shown, canReorder: !isSearch }], [shown, isSearch]),
    move,
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const place = shown.findIndex(({ id }) => id === row?.dataset['row']);
    if (place < 0 || !['ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (event.altKey) {
      if (isSearch || event.key === 'Home' || event.key === 'End') return;
      const before = event.key === 'ArrowUp' ? place - 1 : place + 2;
      if (before < 0 || before > shown.length) return;
      const [account] = shown.slice(place, place + 1);
      if (account !== undefined) move(account.id, shown[before]?.id ?? null);
      return;
    }
    const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: shown.length - 1 }[event.key] ?? place;
    const target = shown[Math.min(shown.length - 1, Math.max(0, to))];
    list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(target?.id ?? '')}"] button`)?.focus();
  };

  return (
    <>
      <div className={styles.tools}>
        {accounts.length > 1 && (
          <div className={styles.find}>
            <Icon name="search" />
            <input
              type="search"
              className={controls.search}
              aria-label={t('ui.accounts.find')}
              placeholder={t('ui.accounts.find-count', { count: accounts.length })}
              value={words}
              onChange={({ target }) => setWords(target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape' || words === '') return;
                event.preventDefault();
                setWords('');
              }}
            />
          </div>
        )}
        <div className={styles.add}>
          <span data-opens="folders">
            <Button onPress={() => open('folders')}>{t('ui.accounts.add-folder')}</Button>
          </span>
          <span data-opens="add">
            <Button primary icon="plus" onPress={() => open('add')}>
              {t('ui.set.add-account.label')}
            </Button>
          </span>
        </div>
      </div>
      {staying.length === 0 ? (
        <p className={styles.hint}>{t('ui.accounts.none')}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys belong to the buttons inside
        <div className={styles.card} onKeyDown={onKeyDown} onPointerDown={drag.onPointerDown}>
          {shown.length > mostDrawn ? (
            <WindowedAccounts accounts={shown} canMove={!isSearch} />
          ) : (
            <ul ref={list} className={styles.list} aria-label={t('ui.section.accounts')}>
              {shown.map((account) => (
                <li
                  key={account.id}
                  className={styles.place}
                  data-lifted={drag.liftedId === account.id || undefined}
                  style={{ transform: `translateY(${drag.shiftOf(account.id)}px)` }}
                >
                  <AccountListRow account={account} canMove={!isSearch} />
                </li>
              ))}
            </ul>
          )}
          {restCount > 0 && (
            <button type="button" className={styles.more} onClick={() => setShowsAll(true)}>
              {t('ui.accounts.more', { count: restCount })}
              <Icon name="chevron-down" />
            </button>
          )}
          {found.length === 0 && (
            <p className={styles.nobody} role="status">
              {t('ui.accounts.nobody', { words: words.trim() })}
            </p>
          )}
        </div>
      )}
      {staying.length > 1 && <p className={styles.hint}>{t('ui.accounts.hint')}</p>}
    </>
  );
}

/** Returns whether an account contains all words, in its name, plan, place or group. */
function contains({ label, subtitle, place }: SettingsAccount, group: string, words: string): boolean {
  const text = `${label} ${subtitle} ${place} ${group}`.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Returns the function that puts an account before another one, or at the end, with the way back. */
function useMove(accounts: readonly SettingsAccount[]): (accountId: string, beforeId: string | null) => void {
  const t = useTranslate();
  const order = useSetting('order');
  const { offer } = useUndo();
  return (accountId, beforeId) => {
    const ids = accounts.map(({ id }) => id);
    const others = ids.filter((id) => id !== accountId);
    const at = beforeId === null ? others.length : others.indexOf(beforeId);
    const next = [...others.slice(0, at), accountId, ...others.slice(at)];
    if (at < 0 || next.every((id, place) => id === ids[place])) return;
    const before = order.value;
    void order.change([...next, ...before.filter((id) => !next.includes(id))]);
    const account = accounts.find(({ id }) => id === accountId)?.label ?? accountId;
    const text = t('ui.accounts.moved', { account, place: at + 1, count: next.length });
    offer(text, () => void order.change(before));
  };
}
