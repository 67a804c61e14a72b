import { useContext, useId } from 'react';
import { Icon } from '../components/Icon.tsx';
import styles from './LinkRow.module.css';
import { usePlaces } from './places.ts';
import type { RowModel } from './row-model.ts';
import rowStyles from './SettingRow.module.css';
import { placedProps, RowPlaceContext } from './SettingRow.tsx';

/** A row that opens a page. Its label is the button, and the button's area is the whole row. */
export function LinkRow({ row }: { readonly row: Extract<RowModel, { kind: 'link' | 'account' }> }) {
  const { open } = usePlaces();
  const id = useId();
  const place = useContext(RowPlaceContext);
  return (
    <li {...placedProps(place, styles.item ?? '')}>
      <div className={styles.link}>
        <div className={rowStyles.words}>
          <button
            type="button"
            className={`${rowStyles.label} ${styles.open}`}
            data-opens={row.opens}
            aria-describedby={row.text === '' ? undefined : id}
            onClick={() => open(row.opens)}
          >
            {row.label}
          </button>
          {row.text !== '' && (
            <span id={id} className={rowStyles.text}>
              {row.text}
            </span>
          )}
        </div>
        <span className={styles.chevron}>
          <Icon name="chevron" />
        </span>
      </div>
    </li>
  );
}
