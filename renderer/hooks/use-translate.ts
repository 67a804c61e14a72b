import { createContext, useContext } from 'react';
import { translateInto, type UiTranslate } from '../i18n/catalogue.ts';

/** The words of the window. Before a view came they follow the language of the page. */
export const TranslateContext = createContext<UiTranslate>(translateInto(navigator.language));

/** Gives `t`, typed by the keys of the page's own catalogue. */
export function useTranslate(): UiTranslate {
  return useContext(TranslateContext);
}
