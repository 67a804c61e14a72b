import { useEffect, useState } from 'react';

import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { AccountPageView, PeaksView, PoolPageView } from '../../core/views/page-model.ts';
import { useBridge } from './window-context.ts';

/** A page that is asked for: not there yet, there, or not to be had. */
export type Asked<T> = { readonly status: 'loading' | 'failed' } | { readonly status: 'ready'; readonly value: T };

/** Returns the page of an account. It is asked for again when `version` changes, and stays until the new one is there. */
export function useAccountPage(accountId: string, version: unknown): Asked<AccountPageView> {
  const bridge = useBridge();
  return useAsked(() => bridge.getAccountPage({ accountId }), `${accountId} ${String(version)}`);
}

/** Returns the page about all accounts. */
export function usePoolPage(version: unknown): Asked<PoolPageView> {
  const bridge = useBridge();
  return useAsked(() => bridge.getPoolPage(), String(version));
}

/** Returns the fullest period of each day of a month, or of each week of a year, for a limit. */
export function usePeaks(accountId: string, windowId: string, range: PeaksView['range']): Asked<PeaksView> {
  const bridge = useBridge();
  return useAsked(() => bridge.getPeaks({ accountId, windowId, range }), `${accountId} ${windowId} ${range}`);
}

/** Returns what copies something of an account, and what opens a page of its service. Each gives a sentence to show. */
export function useAccountCommands() {
  const bridge = useBridge();
  const sentenceOf = async (answer: Promise<CommandAnswer<{ readonly message: string }>>): Promise<string | null> => {
    const given = await answer.catch(() => null);
    return given?.ok === true ? given.value.message : null;
  };
  return {
    copy: (accountId: string | null, what: 'start-command' | 'sign-in-command' | 'text') =>
      sentenceOf(bridge.copyOfAccount({ accountId, what })),
    openLink: (accountId: string, page: 'usage' | 'status' | 'billing') =>
      sentenceOf(bridge.openAccountLink({ accountId, page })),
  };
}

/** Asks when `key` changes. A late answer for an earlier key is dropped. */
function useAsked<T>(ask: () => Promise<CommandAnswer<T | null>>, key: string): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({ status: 'loading' });
  useEffect(() => {
    let isCurrent = true;
    const take = (answer: CommandAnswer<T | null> | null): void => {
      if (!isCurrent) return;
      const value = answer?.ok === true ? answer.value : null;
      setAsked(value === null ? { status: 'failed' } : { status: 'ready', value });
    };
    ask().then(take, () => take(null));
    return () => {
      isCurrent = false;
    };
    // The key stands for all that the question depends on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key]);
  return asked;
}
