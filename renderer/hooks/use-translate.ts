import { createContext, useContext } from 'react';
import { wordsOf, type UiWords } from '../i18n/catalogue.ts';

/** The words of the window. Before a view came they follow the language of the page. */
export const WordsContext = createContext<UiWords>(wordsOf(navigator.language));

/** Gives `t`, typed by the keys of the page's own catalogue. */
export function useWords(): UiWords {
  return useContext(WordsContext);
}
