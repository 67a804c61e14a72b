import { createContext, useContext } from 'react';

/** What the hand can do in the panel. The main process does all of it; the page only asks. */
export interface PanelActions {
  /** Opens the page of an account, or closes it if it is open beside the list. */
  readonly open: (accountId: string) => void;
  readonly copyCommand: (accountId: string) => void;
  /** Puts an account before another one of its section, or at the end. */
  readonly move: (accountId: string, beforeId: string | null) => void;
  readonly fold: (sectionId: string, isFolded: boolean) => void;
  /** Shows or folds the rows of a section beyond the first ones. */
  readonly foldRest: (sectionId: string, isFolded: boolean) => void;
  /** Opens the native menu of an account, or of the whole panel. */
  readonly openMenu: (accountId: string | null) => void;
  readonly openSettings: () => void;
}

const PanelActionsContext = createContext<PanelActions | null>(null);

export const PanelActionsProvider = PanelActionsContext.Provider;

/** Returns what the hand can do. Throws outside of the panel, which is a programming error. */
export function usePanelActions(): PanelActions {
  const actions = useContext(PanelActionsContext);
  if (actions === null) throw new Error('This component needs a panel around it.');
  return actions;
}
