import { createContext, useContext } from 'react';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { PageId } from './row-model.ts';

/** The way between a section and its pages. */
export interface Places {
  /** Opens a page of a section. */
  readonly open: (page: PageId) => void;
  /** Goes back to the section, and to the control that opened the page. */
  readonly back: () => void;
  /** The new account that another window asked for; null: none. A new wish is another object. */
  readonly adding: { readonly provider: ProviderId | null } | null;
}

export const PlacesContext = createContext<Places>({ open: () => undefined, back: () => undefined, adding: null });

/** Returns the way between a section and its pages. */
export function usePlaces(): Places {
  return useContext(PlacesContext);
}
