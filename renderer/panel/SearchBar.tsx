import { type KeyboardEvent, type RefObject, useEffect } from 'react';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './SearchBar.module.css';

interface SearchBarProps {
  readonly words: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onWords: (words: string) => void;
  /** Goes from the field to the list. */
  readonly onDown: () => void;
}

/** The field that narrows the list while the user types. Arrow down goes to what it found. */
export function SearchBar({ words, inputRef, onWords, onDown }: SearchBarProps) {
  const t = useTranslate();
  useEffect(() => {
    inputRef.current?.focus();
  }, [inputRef]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    onDown();
  };
  return (
    <label className={styles.search}>
      <Icon name="search" />
      <input
        ref={inputRef}
        type="text"
        role="searchbox"
        className={styles.field}
        aria-label={t('ui.search.open')}
        placeholder={t('ui.search.hint')}
        autoComplete="off"
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
