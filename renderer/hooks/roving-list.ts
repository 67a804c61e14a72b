import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';

interface RovingOptions {
  /** The keys of all entries from the top, drawn or not. */
  readonly keys: readonly string[];
  /** The entry that Tab stops at before the user moves; null: the first one. */
  readonly startKey: string | null;
  /** The first letters of an entry's name, in lower case; '' for an entry without a name. */
  readonly nameOf: (key: string) => string;
  /** How many entries Page up and Page down skip. */
  readonly pageSize: number;
}

/** A list that is one stop for Tab. The keys move the focus inside. */
export interface RovingList {
  /** The entry with the focus, or the one that gets it by Tab; null: the list is empty. */
  readonly tabStop: string | null;
  /**
   * Moves the focus to an entry and scrolls it into view.
   *
   * @param isInPlace True: nothing scrolls, so that what stands above the list stays visible.
   */
  readonly focus: (key: string, isInPlace?: boolean) => void;
  /** Takes the place of the focus after a click or a Tab. */
  readonly onFocus: (key: string) => void;
  /** Notices that the focus leaves the list. */
  readonly onBlur: (event: FocusEvent) => void;
  /** Handles arrows, Home, End, Page up, Page down and first letters. Returns true if the key moved the focus. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

/** The attribute with the key of an entry. */
export const keyAttribute = 'data-key';

/**
 * Returns the roving focus of a list. When the entry with the focus disappears, the focus goes to the entry that is then in
 * its place, never to nothing.
 */
export function useRovingList(list: RefObject<HTMLElement | null>, options: RovingOptions): RovingList {
  const { keys, startKey, nameOf, pageSize } = options;
  const [current, setCurrent] = useState<{ readonly key: string; readonly place: number } | null>(null);
  const [wish, setWish] = useState<{ readonly key: string; readonly isInPlace: boolean } | null>(null);
  const tabStop = stopOf(keys, current, startKey);

  const focus = (key: string, isInPlace = false): void => {
    setCurrent({ key, place: keys.indexOf(key) });
    setWish({ key, isInPlace });
  };
  // Without dependencies: any draw may bring the wanted entry of a long list.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    if (wish === null) return;
    const element = list.current?.querySelector<HTMLElement>(`[${keyAttribute}="${CSS.escape(wish.key)}"]`);
    if (element == null) return;
    element.focus({ preventScroll: true });
    if (!wish.isInPlace) element.scrollIntoView({ block: 'nearest' });
    setWish(null);
  });

  // A change can draw the entry with the focus in another section, as a new element
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    if (!hasFocus.current || tabStop === null || document.activeElement !== document.body) return;
    list.current?.querySelector<HTMLElement>(`[${keyAttribute}="${CSS.escape(tabStop)}"]`)?.focus();
  });

  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey || tabStop === null) return false;
    const place = keys.indexOf(tabStop);
    const next = nextPlace(event.key, place, keys.length, pageSize) ?? placeByLetter(event.key, place, keys, nameOf);
    const key = next === null ? undefined : keys[next];
    if (key === undefined) return false;
    event.preventDefault();
    focus(key);
    return true;
  };
  const onFocus = (key: string): void => {
    hasFocus.current = true;
    if (current?.key !== key) setCurrent({ key, place: keys.indexOf(key) });
  };
  const onBlur = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
      hasFocus.current = false;
  };
  return { tabStop, focus, onFocus, onBlur, onKeyDown };
}

function stopOf(
  keys: readonly string[],
  current: { readonly key: string; readonly place: number } | null,
  startKey: string | null,
): string | null {
  if (current !== null && keys.includes(current.key)) return current.key;
  if (current !== null) return keys[Math.min(current.place, keys.length - 1)] ?? null;
  return startKey !== null && keys.includes(startKey) ? startKey : (keys[0] ?? null);
}

function nextPlace(key: string, place: number, count: number, pageSize: number): number | null {
  const within = (next: number): number => Math.min(count - 1, Math.max(0, next));
  switch (key) {
    case 'ArrowDown':
      return within(place + 1);
    case 'ArrowUp':
      return within(place - 1);
    case 'PageDown':
      return within(place + pageSize);
    case 'PageUp':
      return within(place - pageSize);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Returns the next entry whose name begins with a letter, from the present one on and around; null: none. */
function placeByLetter(
  key: string,
  place: number,
  keys: readonly string[],
  nameOf: (key: string) => string,
): number | null {
  if ([...key].length !== 1 || key === ' ') return null;
  const letter = key.toLowerCase();
  const around = keys.map((_, step) => (place + 1 + step) % keys.length);
  return around.find((index) => nameOf(keys[index] ?? '').startsWith(letter)) ?? null;
}
