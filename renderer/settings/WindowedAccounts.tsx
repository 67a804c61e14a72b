import { type FocusEvent, useMemo, useRef, useState } from 'react';
import type { SettingsAccount } from '../../core/views/settings-accounts.ts';
import { useWindowedList } from '../hooks/windowed-list.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AccountList.module.css';
import { AccountListRow } from './AccountListRow.tsx';

interface WindowedAccountsProps {
  readonly accounts: readonly SettingsAccount[];
  readonly canMove: boolean;
}

/** Many accounts: the visible lines and some around them are drawn. The line with the focus stays drawn. */
export function WindowedAccounts({ accounts, canMove }: WindowedAccountsProps) {
  const t = useTranslate();
  const list = useRef<HTMLUListElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const keys = useMemo(() => accounts.map(({ id }) => id), [accounts]);
  const focused = focusedId === null ? -1 : keys.indexOf(focusedId);
  const pinned = focused < 0 ? [] : [focused];
  const { items, heightPx, measure, topPx } = useWindowedList(list, { keys, pinned, columns: 1, gapPx: 0 });
  const onFocus = ({ target }: FocusEvent): void => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
    setFocusedId(row?.dataset['row'] ?? null);
  };
  return (
    <ul
      ref={list}
      className={styles.windowed}
      aria-label={t('ui.section.accounts')}
      style={{ height: heightPx }}
      onFocus={onFocus}
    >
      {items.map((item) => {
        const account = accounts[item.index];
        if (account === undefined) return null;
        return (
          <li
            key={account.id}
            ref={measure}
            className={styles.placed}
            data-place={item.index}
            aria-posinset={item.index + 1}
            aria-setsize={accounts.length}
            style={{ top: topPx(item) }}
          >
            <AccountListRow account={account} canMove={canMove} />
          </li>
        );
      })}
    </ul>
  );
}
