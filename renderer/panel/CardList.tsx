import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import type { PanelForm, RowView } from '../../core/views/panel-model.ts';
import { ErrorBoundary, Fault } from '../components/ErrorBoundary.tsx';
import { keyAttribute, type RovingList, useRovingList } from '../hooks/roving-list.ts';
import { AccountCard } from './AccountCard.tsx';
import { HeroCard } from './HeroCard.tsx';
import styles from './CardList.module.css';

interface CardListProps {
  readonly form: Extract<PanelForm, 'hero' | 'cards'>;
  readonly rows: readonly RowView[];
  readonly currentId: string | null;
  readonly rovingRef: RefObject<RovingList | null>;
}

/** Up to three accounts as cards, or the only one as a large card. The cards are one stop for Tab. */
export function CardList({ form, rows, currentId, rovingRef }: CardListProps) {
  const list = useRef<HTMLDivElement>(null);
  const keys = rows.map(({ id }) => id);
  const roving = useRovingList(list, { keys, startKey: null, nameOf: () => '', pageSize: 1 });
  useEffect(() => {
    rovingRef.current = roving;
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const isOnCard = event.target instanceof Element && event.target.hasAttribute(keyAttribute);
    if (!event.defaultPrevented && isOnCard && !/^[a-z]$/i.test(event.key)) roving.onKeyDown(event);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys belong to the buttons inside
    <div
      ref={list}
      className={styles.cards}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        const key = target.getAttribute(keyAttribute);
        if (key !== null) roving.onFocus(key);
      }}
    >
      {rows.map((row) => (
        <ErrorBoundary key={row.id} data={row} fallback={(retry) => <Fault retry={retry} />}>
          {form === 'hero' ? (
            <HeroCard row={row} isTabStop={roving.tabStop === row.id} />
          ) : (
            <AccountCard row={row} isCurrent={currentId === row.id} isTabStop={roving.tabStop === row.id} />
          )}
        </ErrorBoundary>
      ))}
    </div>
  );
}
