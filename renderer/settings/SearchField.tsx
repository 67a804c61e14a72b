import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import styles from './SearchField.module.css';

export interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The field that filters the rows. Escape empties it; a second Escape closes the window. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const t = useTranslate();
  return (
    <div role="search" className={styles.field}>
      <Icon name="search" />
      <input
        type="search"
        className={controls.search}
        aria-label={t('ui.settings.search')}
        placeholder={t('ui.settings.search-short')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          onChange('');
        }}
      />
    </div>
  );
}
