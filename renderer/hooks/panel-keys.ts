import { useEffect, useRef } from 'react';
import type { Standing } from '../../core/snapshot/order.ts';
import { isRightToLeft } from './direction.ts';

/** What the keys of the panel do. Keys for one account get the account with the focus. */
export interface PanelKeys {
  /** Returns the account with the focus; null: none. */
  readonly focusedId: () => string | null;
  readonly escape: () => void;
  readonly refresh: (accountId: string | null) => void;
  readonly openSettings: () => void;
  readonly search: () => void;
  readonly filter: (state: Standing) => void;
  readonly flipFigures: () => void;
  readonly flipTimes: () => void;
  readonly undo: () => void;
  readonly keepOpen: () => void;
  readonly hidePersonal: () => void;
  readonly showKeys: () => void;
  readonly back: () => void;
  readonly scaleText: (step: 1 | 0 | -1) => void;
  readonly copyText: () => void;
  readonly copyPicture: () => void;
  readonly pin: (accountId: string) => void;
  readonly hide: (accountId: string) => void;
  readonly rename: (accountId: string) => void;
  readonly showInIcon: (accountId: string) => void;
  readonly mute: (accountId: string) => void;
  readonly copyCommand: (accountId: string) => void;
}

/** The states that Alt and a digit filter by, in the order of the sections. */
const standings = ['needs-you', 'low', 'ready', 'resting', 'unknown'] as const satisfies readonly Standing[];

/** Handles the keys of the panel. A key that a control inside has handled, or that a field needs, is left alone. */
export function usePanelKeys(keys: PanelKeys): void {
  const newest = useRef(keys);
  useEffect(() => {
    newest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = actionOf(event, newest.current);
      if (action === null) return;
      event.preventDefault();
      if (!event.repeat) action();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

type Action = () => void;

function actionOf(event: KeyboardEvent, keys: PanelKeys): Action | null {
  const hasCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (event.key === 'Escape') return keys.escape;
  if (event.key === 'F5') return () => keys.refresh(null);
  if (hasCommand) return withCommand(event, keys);
  if (event.altKey) return withAlt(event, keys);
  if (isField(event.target) || event.ctrlKey || event.metaKey) return null;
  return plain(event, keys);
}

function withCommand(event: KeyboardEvent, keys: PanelKeys): Action | null {
  const key = event.key.toLowerCase();
  if (event.shiftKey && key === 'h') return keys.hidePersonal;
  if (event.shiftKey && key === 'c') return keys.copyPicture;
  if (key === '+' || key === '=') return () => keys.scaleText(1);
  if (key === '-') return () => keys.scaleText(-1);
  if (event.shiftKey) return null;
  if (key === 'z') return isField(event.target) ? null : keys.undo;
  if (key === 'c') return isField(event.target) || hasSelection() ? null : keys.copyText;
  switch (key) {
    case '0':
      return () => keys.scaleText(0);
    case 'r':
      return () => keys.refresh(null);
    case ',':
      return keys.openSettings;
    case 'f':
      return keys.search;
    case 'p':
      return keys.keepOpen;
    default:
      return null;
  }
}

function withAlt(event: KeyboardEvent, keys: PanelKeys): Action | null {
  const digit = /^Digit([1-5])$/.exec(event.code)?.[1];
  const state = digit === undefined ? undefined : standings[Number(digit) - 1];
  return state === undefined ? null : () => keys.filter(state);
}

function plain(event: KeyboardEvent, keys: PanelKeys): Action | null {
  if (event.key === '?') return keys.showKeys;
  if (event.key === '/') return keys.search;
  if (event.shiftKey) return null;
  const accountId = keys.focusedId();
  const forOne = (action: (id: string) => void): Action | null => (accountId === null ? null : () => action(accountId));
  switch (event.key) {
    case 'u':
      return keys.flipFigures;
    case 't':
      return keys.flipTimes;
    case 'p':
      return forOne(keys.pin);
    case 'h':
      return forOne(keys.hide);
    case 'r':
      return forOne(keys.refresh);
    case 'i':
      return forOne(keys.showInIcon);
    case 'm':
      return forOne(keys.mute);
    case 'c':
      return forOne(keys.copyCommand);
    case 'F2':
      return forOne(keys.rename);
    case 'ArrowLeft':
      return isRightToLeft() ? null : keys.back;
    case 'ArrowRight':
      return isRightToLeft() ? keys.back : null;
    default:
      return null;
  }
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select, [role="application"]'))
  );
}

function hasSelection(): boolean {
  return (getSelection()?.toString() ?? '') !== '';
}
