import { type RefObject, useLayoutEffect, useRef } from 'react';

const slideMs = 200;

/** Slides rows that the user moved by keys from their old place to the new one. */
export interface Slide {
  /** The user moves a row now: what is drawn next slides. */
  readonly expect: () => void;
}

/**
 * Returns the slide of a list. Its rows have the attribute `data-row` and stand in an `li`. Nothing moves for people who
 * want less motion.
 *
 * @param order Another value when the order of the rows changed.
 */
export function useSlide(list: RefObject<HTMLElement | null>, order: unknown): Slide {
  /** The places of the rows before the move, by account; null: no move is expected. */
  const before = useRef<ReadonlyMap<string, number> | null>(null);
  useLayoutEffect(() => {
    const places = before.current;
    before.current = null;
    if (places === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const [id, row] of rowsOf(list.current)) {
      const byPx = (places.get(id) ?? topOf(row)) - topOf(row);
      if (byPx === 0) continue;
      row.animate([{ transform: `translateY(${byPx}px)` }, { transform: 'none' }], {
        ...{ duration: slideMs, easing: 'ease-out' },
      });
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- only another order moves rows
  }, [list, order]);
  return {
    expect: () => {
      before.current = new Map([...rowsOf(list.current)].map(([id, row]) => [id, topOf(row)]));
    },
  };
}

function rowsOf(list: HTMLElement | null): ReadonlyMap<string, HTMLElement> {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  return new Map(rows.map((row) => [row.dataset['row'] ?? '', row.closest('li') ?? row]));
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top;
}
