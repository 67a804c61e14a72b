import { type FocusEvent, type KeyboardEvent, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { AccountCardView } from '../../core/views/panel.ts';
import { useReveal } from '../hooks/card-focus.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { useWindowedList } from '../hooks/windowed-list.ts';
import { AccountCard } from './AccountCard.tsx';
import styles from './AccountList.module.css';
import { ErrorBoundary, Fault } from './ErrorBoundary.tsx';

/** A longer list draws only the cards that are visible, and some around them. */
const mostDrawn = 40;
const wide = '(min-width: 720px)';

interface AccountListProps {
  readonly accounts: readonly AccountCardView[];
  /** How many cards the page does not have yet. */
  readonly further: number;
  /** The account whose card the user wants to see now; null: none. */
  readonly wishedId: string | null;
}

/** The cards of all accounts. An error in one card replaces only that card. */
export function AccountList(props: AccountListProps) {
  if (props.accounts.length + props.further > mostDrawn) return <WindowedCards {...props} />;
  return (
    <div className={styles.cards}>
      {props.accounts.map((account) => (
        <ErrorBoundary key={account.id} data={account} fallback={(retry) => <Fault retry={retry} />}>
          <AccountCard account={account} />
        </ErrorBoundary>
      ))}
    </div>
  );
}

/**
 * A list of many cards, as a feed: Page up and Page down go to the card before and after, Home and End to the first and
 * the last one. The card with the focus stays drawn wherever the user scrolls to.
 */
function WindowedCards({ accounts, further, wishedId }: AccountListProps) {
  const t = useTranslate();
  const reveal = useReveal();
  const list = useRef<HTMLDivElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const keys = useMemo(() => accounts.map(({ id }) => id), [accounts]);
  const pinned = [focusedId, wishedId].flatMap((id) => (id === null ? [] : [keys.indexOf(id)])).filter(isPlace);
  const columns = useIsWide() ? 2 : 1;
  const { items, heightPx, measure, topPx } = useWindowedList(list, { keys, pinned, columns });

  const onFocus = ({ target }: FocusEvent): void => {
    const place = placeOf(target);
    if (place !== null) setFocusedId(keys[place] ?? null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isModified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    const place = event.defaultPrevented || isModified || isField(event.target) ? null : placeOf(event.target);
    const next = place === null ? null : nextPlace(event.key, place, keys.length);
    const id = next === null ? undefined : keys[next];
    if (id === undefined) return;
    event.preventDefault();
    reveal(id);
  };

  return (
    <div
      ref={list}
      role="feed"
      aria-label={t('ui.panel.accounts')}
      className={styles.windowed}
      style={{ height: heightPx }}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => {
        const account = accounts[item.index];
        if (account === undefined) return null;
        return (
          <div
            key={account.id}
            ref={measure}
            data-place={item.index}
            data-column={item.lane}
            className={styles.place}
            style={{ top: topPx(item) }}
          >
            <ErrorBoundary data={account} fallback={(retry) => <Fault retry={retry} />}>
              <AccountCard account={account} place={item.index + 1} of={accounts.length + further} />
            </ErrorBoundary>
          </div>
        );
      })}
    </div>
  );
}

function isPlace(index: number): boolean {
  return index >= 0;
}

function placeOf(target: EventTarget): number | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  return item === null ? null : Number(item.dataset['place']);
}

/** Returns true for a control that uses the keys of the list itself. */
function isField(target: EventTarget): boolean {
  return (
    target instanceof Element && target.closest('input, select, textarea, [role="slider"], [role="tablist"]') !== null
  );
}

/** Returns the place that a key goes to; null: another key, or there is no such card. */
function nextPlace(key: string, place: number, count: number): number | null {
  const next = { PageDown: place + 1, PageUp: place - 1, Home: 0, End: count - 1 }[key];
  return next === undefined || next < 0 || next >= count ? null : next;
}

function useIsWide(): boolean {
  return useSyncExternalStore(onWidthChanged, () => window.matchMedia(wide).matches);
}

function onWidthChanged(changed: () => void): () => void {
  const query = window.matchMedia(wide);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
