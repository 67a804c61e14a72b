import { useRef, useState } from 'react';
import type { HelpTopic } from '../../core/views/first-run.ts';
import type { PanelFace } from '../../core/views/panel-model.ts';

/** A page of the panel above, or beside, its list. */
export type PanelPage =
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'usage'; readonly accountId: string }
  | { readonly kind: 'notices' }
  | { readonly kind: 'pool' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'places' }
  | { readonly kind: 'help'; readonly topic: HelpTopic }
  | { readonly kind: 'share'; readonly accountId: string | null };

/** Which page is open, and the way back. */
export interface PanelPages {
  /** Null: the list. */
  readonly page: PanelPage | null;
  readonly open: (page: PanelPage) => void;
  /** Goes to the page before, or to the list. */
  readonly back: () => void;
  /** Goes to the list at once. */
  readonly close: () => void;
  /** Goes to the list, and leaves the focus to the caller. */
  readonly leave: () => void;
}

/**
 * Returns the open page. When the list comes back, the focus goes to where it was, or to the row of the account whose page
 * was open.
 */
export function usePanelPages(focusRow: (accountId: string | null) => void): PanelPages {
  const [stack, setStack] = useState<readonly PanelPage[]>([]);
  const opener = useRef<HTMLElement | null>(null);
  const page = stack.at(-1) ?? null;

  const toList = (left: PanelPage | null): void => {
    setStack([]);
    const from = opener.current;
    opener.current = null;
    const accountId = left?.kind === 'account' || left?.kind === 'usage' ? left.accountId : null;
    // After the list is visible again
    setTimeout(() => {
      if (accountId !== null) focusRow(accountId);
      else if (from?.isConnected === true) from.focus();
      else focusRow(null);
    });
  };
  return {
    page,
    open: (next) => {
      if (stack.length === 0) opener.current = document.activeElement as HTMLElement | null;
      const isAbove = next.kind === 'usage' || next.kind === 'help';
      setStack(isAbove ? [...stack.filter(({ kind }) => kind !== next.kind), next] : [next]);
    },
    back: () => {
      if (stack.length > 1) setStack(stack.slice(0, -1));
      else toList(page);
    },
    close: () => {
      if (page !== null) toList(page);
    },
    leave: () => setStack([]),
  };
}

/**
 * Returns the account whose page stands beside the list while the user has opened none: the one to use next, else the first
 * one. It stays while it is wanted and exists, so that the page does not change by itself. Null: not wanted, or no account.
 */
export function useFirstAccount({ rows, sections }: PanelFace, isWanted: boolean): string | null {
  const [chosen, setChosen] = useState<string | null>(null);
  const isThere = chosen !== null && rows.some(({ id }) => id === chosen);
  const next = rows.find(({ marks }) => marks.isNextUp)?.id;
  const first = next ?? sections.find(({ id }) => id !== 'hidden')?.accountIds[0] ?? null;
  const wanted = !isWanted ? null : isThere ? chosen : first;
  if (wanted !== chosen) setChosen(wanted);
  return wanted;
}

/** Returns a text that is another one for another page. */
export function pageKey(page: PanelPage): string {
  if (page.kind === 'help') return `help ${page.topic}`;
  return 'accountId' in page ? `${page.kind} ${page.accountId ?? ''}` : page.kind;
}
