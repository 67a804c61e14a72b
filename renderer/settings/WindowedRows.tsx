import { type FocusEvent, useMemo, useRef, useState } from 'react';
import { useWindowedList } from '../hooks/windowed-list.ts';
import type { RowModel } from './row-model.ts';
import { SettingControl } from './SettingControl.tsx';
import { RowPlaceContext } from './SettingRow.tsx';
import styles from './SettingsRows.module.css';

/**
 * A list of many rows of accounts, which draws the visible rows and some around them. The row with the focus and its
 * neighbours stay drawn, so that Tab goes on from there.
 */
export function WindowedRows({ rows }: { readonly rows: readonly RowModel[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const keys = useMemo(() => rows.map(({ id }) => id), [rows]);
  const focused = focusedId === null ? -1 : keys.indexOf(focusedId);
  const pinned = focused < 0 ? [] : [focused];
  const { items, heightPx, measure, topPx } = useWindowedList(list, { keys, pinned, columns: 1, gapPx: 0 });
  const onFocus = ({ target }: FocusEvent): void => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
    setFocusedId(row === null ? null : (keys[Number(row.dataset['place'])] ?? null));
  };
  return (
    <ul ref={list} className={`${styles.rows} ${styles.windowed}`} style={{ height: heightPx }} onFocus={onFocus}>
      {items.map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        const place = { measure, index: item.index, count: rows.length, topPx: topPx(item) };
        return (
          <RowPlaceContext key={row.id} value={place}>
            <SettingControl row={row} />
          </RowPlaceContext>
        );
      })}
    </ul>
  );
}
