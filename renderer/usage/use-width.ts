import { useLayoutEffect, useState, type RefObject } from 'react';

const usualWidth = 320;

/** Returns the width of an element in whole px, and updates it when it changes. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(usualWidth);
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured === null) return undefined;
    const read = (): void => {
      if (measured.clientWidth > 0) setWidth(measured.clientWidth);
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
