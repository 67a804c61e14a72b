import { createContext, useContext } from 'react';
import type { PageId } from './row-model.ts';

/** The way between a section and its pages. */
export interface Places {
  /** Opens a page of a section. */
  readonly open: (page: PageId) => void;
  /** Goes back to the section, and to the control that opened the page. */
  readonly back: () => void;
}

export const PlacesContext = createContext<Places>({ open: () => undefined, back: () => undefined });

/** Returns the way between a section and its pages. */
export function usePlaces(): Places {
  return useContext(PlacesContext);
}
