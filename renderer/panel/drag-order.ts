import { type PointerEvent, useEffect, useRef, useState } from 'react';

/** Accounts that can be put into another order, if the section allows it. */
export interface DraggableSection {
  readonly rows: readonly { readonly id: string }[];
  readonly canReorder: boolean;
}

/** The drag of one account by its tile. */
export interface DragOrder {
  /** The account that the pointer holds; null: none. */
  readonly liftedId: string | null;
  /** How far a row is away from its place now, in px. */
  readonly shiftOf: (accountId: string) => number;
  /** Begins a drag if the pointer is on a tile. */
  readonly onPointerDown: (event: PointerEvent) => void;
}

/** A shorter way of the pointer is a click. */
const startPx = 4;

interface Held {
  readonly accountId: string;
  readonly ids: readonly string[];
  readonly rowPx: number;
  readonly fromY: number;
  readonly byPx: number;
  readonly isLifted: boolean;
}

/**
 * Lets the user drag an account within its section. The other rows make room at once; the order changes when the pointer
 * lets go. Escape puts the row back.
 */
export function useDragOrder(
  sections: readonly DraggableSection[],
  onMove: (accountId: string, beforeId: string | null) => void,
): DragOrder {
  const [held, setHeld] = useState<Held | null>(null);
  const newest = useRef<Held | null>(null);
  const move = useRef(onMove);
  useEffect(() => {
    move.current = onMove;
  });
  const isHeld = held !== null;

  useEffect(() => {
    if (!isHeld) return undefined;
    const become = (next: Held | null): void => {
      newest.current = next;
      setHeld(next);
    };
    const onPointerMove = (event: globalThis.PointerEvent): void => {
      const before = newest.current;
      if (before === null) return;
      const byPx = within(before, event.clientY - before.fromY);
      const isLifted = before.isLifted || Math.abs(event.clientY - before.fromY) >= startPx;
      if (isLifted) event.preventDefault();
      become({ ...before, byPx: isLifted ? byPx : 0, isLifted });
    };
    const onUp = (): void => {
      const before = newest.current;
      become(null);
      if (before?.isLifted !== true) return;
      swallowClick();
      const from = before.ids.indexOf(before.accountId);
      const to = from + Math.round(before.byPx / before.rowPx);
      if (to !== from) move.current(before.accountId, before.ids[to > from ? to + 1 : to] ?? null);
    };
    const onCancel = (): void => become(null);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      become(null);
    };
    window.addEventListener('pointermove', onPointerMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onCancel);
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      window.removeEventListener('pointermove', onPointerMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onCancel);
      window.removeEventListener('keydown', onKeyDown, true);
    };
  }, [isHeld]);

  const onPointerDown = (event: PointerEvent): void => {
    const grip = event.target instanceof Element ? event.target.closest('[data-grip]') : null;
    const row = grip?.closest<HTMLElement>('[data-row]');
    if (event.button !== 0 || row == null) return;
    const accountId = row.dataset['row'] ?? '';
    const section = sections.find(({ rows }) => rows.some(({ id }) => id === accountId));
    if (section?.canReorder !== true || section.rows.length < 2) return;
    const next: Held = {
      accountId,
      ids: section.rows.map(({ id }) => id),
      rowPx: Math.max(1, row.offsetHeight),
      fromY: event.clientY,
      byPx: 0,
      isLifted: false,
    };
    newest.current = next;
    setHeld(next);
  };

  return {
    liftedId: held?.isLifted === true ? held.accountId : null,
    shiftOf: (accountId) => (held?.isLifted === true ? shiftOf(held, accountId) : 0),
    onPointerDown,
  };
}

/** The row stays within its section. */
function within({ ids, accountId, rowPx }: Held, byPx: number): number {
  const place = ids.indexOf(accountId);
  return Math.min((ids.length - 1 - place) * rowPx, Math.max(-place * rowPx, byPx));
}

function shiftOf({ ids, accountId, rowPx, byPx }: Held, otherId: string): number {
  if (otherId === accountId) return byPx;
  const from = ids.indexOf(accountId);
  const to = from + Math.round(byPx / rowPx);
  const place = ids.indexOf(otherId);
  if (place === -1) return 0;
  if (place > from && place <= to) return -rowPx;
  return place < from && place >= to ? rowPx : 0;
}

/** The click that follows the drag does not open the account. */
function swallowClick(): void {
  const swallow = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, true));
}
