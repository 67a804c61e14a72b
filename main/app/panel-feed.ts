import type { PanelView } from '../../core/views/panel.ts';
import { nextPanelView, type PanelChange, panelChange } from '../../core/views/panel-change.ts';
import { atMostEvery } from '../node/async.ts';

/** Gives the page of the panel its view, and then only what changed. */
export interface PanelFeed {
  /**
   * Returns the view for a page. A new page gets its first rows, and a page that requests a view again as many as it has,
   * so that it stays where it is. The others follow as changes.
   */
  readonly first: (pageId: number) => PanelView;
  /** Sends what changed if the panel is visible, now or a little later. Call it after each change. */
  readonly push: () => void;
  /** Sends at once what changed while the panel was hidden. Call it when the panel appears. */
  readonly shown: () => void;
}

/** The most rows of the first view: as many as a screen shows, so that its first frame comes early and stays as it is. */
const firstRows = 40;
/** The most rows of one change, so that neither process is busy for longer than a frame or two. */
const mostRows = 400;
/** A person cannot read figures that change more often. */
const pushEveryMs = 250;
const nextPartAfterMs = 50;

/**
 * Makes the feed of the panel's page. A hidden panel gets nothing. Many changes at once are one change.
 *
 * @param newest Returns the newest view with at most so many rows. An unchanged row must be the same object as before.
 * @param prepare Makes many rows in parts, so that `newest` does not make them in one piece. It resolves when they are
 * made. Null: there is nothing to prepare. Left out: never.
 */
export function createPanelFeed(dependencies: {
  readonly newest: (most: number) => PanelView;
  readonly prepare?: () => Promise<void> | null;
  readonly isVisible: () => boolean;
  readonly send: (change: PanelChange) => void;
}): PanelFeed {
  const { newest, prepare = () => null, isVisible, send } = dependencies;
  /** What the page has; null: there was no page yet. */
  let sent: PanelView | null = null;
  let lastPageId: number | null = null;

  let isPreparing = false;

  const push = atMostEvery(pushEveryMs, () => {
    if (sent === null || !isVisible() || isPreparing) return;
    const preparation = prepare();
    if (preparation === null) return sendChange();
    // What changes meanwhile is in the change at the end.
    isPreparing = true;
    void preparation.finally(() => {
      isPreparing = false;
      if (isVisible()) sendChange();
    });
  });

  function sendChange(): void {
    if (sent === null) return;
    const { view, isComplete } = nextPanelView(sent, newest(sent.rows.length + mostRows), mostRows);
    const change = panelChange(sent, view);
    sent = view;
    send(change);
    if (!isComplete) setTimeout(push.now, nextPartAfterMs);
  }

  return {
    first: (pageId) => {
      const had = pageId === lastPageId ? (sent?.rows.length ?? 0) : 0;
      const most = Math.max(had, firstRows);
      const { view, isComplete } = nextPanelView(null, newest(most), most);
      [sent, lastPageId] = [view, pageId];
      // A page that is already visible gets no other reason for the next part.
      if (!isComplete) setTimeout(push.now, nextPartAfterMs);
      return view;
    },
    push,
    shown: push.now,
  };
}
