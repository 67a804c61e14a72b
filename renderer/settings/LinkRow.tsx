import { useContext, useId } from 'react';
import { Icon } from '../components/Icon.tsx';
import styles from './LinkRow.module.css';
import { usePlaces } from './places.ts';
import type { RowModel } from './row-model.ts';
import rowStyles from './SettingRow.module.css';
import { placedProps, RowPlaceContext } from './SettingRow.tsx';

/** A row that opens a page. The whole row is the button. */
export function LinkRow({ row }: { readonly row: Extract<RowModel, { kind: 'link' | 'account' }> }) {
  const { open } = usePlaces();
  const id = useId();
  const place = useContext(RowPlaceContext);
  return (
    <li {...placedProps(place, styles.item ?? '')}>
      <button
        type="button"
        className={styles.link}
        data-opens={row.opens}
        aria-labelledby={id}
        aria-describedby={row.text === '' ? undefined : `${id}-text`}
        onClick={() => open(row.opens)}
      >
        <span className={rowStyles.words}>
          <span id={id} className={rowStyles.label}>
            {row.label}
          </span>
          {row.text !== '' && (
            <span id={`${id}-text`} className={rowStyles.text}>
              {row.text}
            </span>
          )}
        </span>
        <span className={styles.chevron}>
          <Icon name="chevron" />
        </span>
      </button>
    </li>
  );
}
