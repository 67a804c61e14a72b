import { useEffect, useMemo, useState } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { Appearance } from '../../core/views/panel.ts';
import { addTexts, hasTexts, newestLanguage, translateInto, type UiTranslate } from '../i18n/catalogue.ts';
import { firstView } from './view-store.ts';

/** Resolves when the texts of the page are here, or when they are late: then they follow. */
export async function firstTexts(bridge: Pick<Bridge, 'getTexts'>): Promise<void> {
  const texts = await firstView(bridge.getTexts);
  if (texts !== null) addTexts(texts);
}

/**
 * Returns the translate function of a language. While the texts of a language are on their way, the function translates
 * into the language before it.
 *
 * @param appearance Null: no view has named a language yet.
 */
export function useTranslateInto(appearance: Appearance | null, bridge: Pick<Bridge, 'getTexts'>): UiTranslate {
  const wanted = appearance?.language ?? null;
  const { numbers, direction } = appearance ?? {};
  const [, setArrived] = useState(0);
  const missing = wanted !== null && !hasTexts(wanted) ? wanted : null;
  useEffect(() => {
    if (missing === null) return;
    const take = (answer: Awaited<ReturnType<Bridge['getTexts']>>): void => {
      if (!answer.ok) return;
      addTexts(answer.value);
      setArrived((count) => count + 1);
    };
    // Without an answer the page stays in the language that it has; the main process has logged why.
    bridge.getTexts().then(take, () => undefined);
  }, [missing, bridge]);
  const language = wanted === null || missing !== null ? newestLanguage() : wanted;
  return useMemo(() => translateInto(language, { numbers, direction }), [language, numbers, direction]);
}
