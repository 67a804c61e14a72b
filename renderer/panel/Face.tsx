import { type MouseEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PanelView } from '../../core/views/panel.ts';
import type { Standing } from '../../core/snapshot/order.ts';
import type { PanelFace } from '../../core/views/panel-model.ts';
import { Patterns } from '../components/Patterns.tsx';
import { useCalmOrder } from '../hooks/calm-order.ts';
import { FlipContext } from '../hooks/flips.ts';
import { useMedia } from '../hooks/media.ts';
import { usePanelKeys } from '../hooks/panel-keys.ts';
import type { RovingList } from '../hooks/roving-list.ts';
import { useToast } from '../hooks/toast.ts';
import { useStateAnnouncement } from '../hooks/use-announcement.ts';
import { AnnounceContext, useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './Face.module.css';
import { type NameQuestion, useFit, usePanelHand } from './hand.ts';
import { Footer } from './Footer.tsx';
import { type ListFilter } from './list-model.ts';
import { ListPage } from './ListPage.tsx';
import { LaterPage, loadPages } from './LaterPage.tsx';
import { NameDialog } from './NameDialog.tsx';
import { PanelActionsProvider } from './panel-actions.ts';
import { pageKey, type PanelPage, useFirstAccount, usePanelPages } from './panel-pages.ts';
import { PanelBar } from './PanelBar.tsx';
import { Toast } from './Toast.tsx';

/** The script of the pages is read after the list is painted, before a person has chosen one. */
const loadPagesAfterMs = 100;

const noFilter: ListFilter = { words: '', standing: null, service: null };
const wide = '(min-width: 720px)';

/** The panel with a view: its bar, the list, and one page above the list or, in a wide window, beside it. */
export function Face({ view }: { readonly view: PanelView }) {
  const face: PanelFace = view;
  const t = useTranslate();
  const isWide = useMedia(wide);
  const roving = useRef<RovingList | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState(noFilter);
  const [isSearching, setSearching] = useState(false);
  const [outcome, announce] = useState('');
  const toast = useToast();
  const calm = useCalmOrder(face.sections);

  useEffect(() => {
    const timer = setTimeout(() => void loadPages(), loadPagesAfterMs);
    return () => clearTimeout(timer);
  }, []);

  const focusRow = (accountId: string | null, isInPlace = false): void => {
    const key = accountId ?? roving.current?.tabStop ?? null;
    if (key !== null) roving.current?.focus(key, isInPlace);
  };
  const pages = usePanelPages(focusRow);
  const [question, ask] = useState<NameQuestion | null>(null);
  const hand = usePanelHand({ face, expectMove: calm.expectMove, toast, announce, pages, ask });
  const { page } = pages;
  const firstId = useFirstAccount(face, isWide && page === null && view.firstRun === null);
  const beside: PanelPage | null = page ?? (firstId === null ? null : { kind: 'account', accountId: firstId });
  const openId = beside?.kind === 'account' ? beside.accountId : null;

  const startSearch = (): void => {
    if (page !== null) pages.leave();
    setSearching(true);
    search.current?.focus();
  };
  const endSearch = (): void => {
    setSearching(false);
    setFilter(noFilter);
    setTimeout(() => focusRow(null));
  };
  const choose = (standing: Standing): void =>
    setFilter((before) => ({ ...before, standing: before.standing === standing ? null : standing }));

  usePanelKeys({
    focusedId: () => focusedAccount() ?? openId,
    escape: () => {
      if (page !== null) pages.back();
      else if (isSearching) endSearch();
      else if (filter.standing !== null || filter.service !== null) setFilter(noFilter);
      else hand.closeWindow();
    },
    back: () => {
      if (page !== null) pages.back();
    },
    search: () => {
      if (face.hasSearch) startSearch();
    },
    filter: choose,
    ...hand.keys,
  });
  /** True: the app named an account before the panel was on the screen. */
  const isNamed = useRef(false);
  useOpening(() => {
    setFilter(noFilter);
    setSearching(false);
    list.current?.scrollTo(0, 0);
    if (isNamed.current) {
      isNamed.current = false;
      return;
    }
    pages.close();
    // The list begins at its top, also where the first row is further down
    setTimeout(() => focusRow(null, true));
  });
  const bridge = useBridge();
  const openPage = useRef(pages.open);
  useEffect(() => {
    openPage.current = pages.open;
  });
  useEffect(
    () =>
      bridge.onFocusAccount(({ accountId }) => {
        isNamed.current = document.visibilityState !== 'visible';
        openPage.current({ kind: 'account', accountId });
      }),
    [bridge],
  );
  const announcement = useStateAnnouncement(face.rows, t);
  useContentHeight(root, list);
  const onContextMenu = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input, textarea') !== null) return;
    event.preventDefault();
    const at = event.target instanceof Element ? event.target : null;
    // A click beside the rows is not about the account that nobody has opened
    const isOnPage = page !== null || at?.closest('[data-page]') != null;
    hand.actions.openMenu(at?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? (isOnPage ? openId : null));
  };
  const asked = question === null ? undefined : face.rows.find(({ id }) => id === question.accountId);
  const shown = page !== null && !isWide ? page : null;
  // A page that covers the list is the main part of the window
  const Beside = isWide ? 'div' : 'main';

  return (
    <PanelActionsProvider value={hand.actions}>
      <FlipContext value={hand.flips}>
        <AnnounceContext value={announce}>
          <div ref={root} className={styles.panel} data-wide={isWide || undefined} onContextMenu={onContextMenu}>
            <Patterns />
            <div className={styles.left} hidden={shown !== null}>
              <PanelBar
                face={face}
                isFirstRun={view.firstRun !== null}
                isSample={view.isSample}
                canRefresh={view.refreshEnabled}
                isRefreshing={view.refreshing}
                words={isSearching ? filter.words : null}
                searchRef={search}
                onSearch={(words) => {
                  if (words === null) endSearch();
                  else {
                    setSearching(true);
                    setFilter((before) => ({ ...before, words }));
                  }
                }}
                onLeaveSearch={() => focusRow(null)}
                onRefresh={() => hand.refresh(null)}
                onNotices={() => pages.open({ kind: 'notices' })}
                onMenu={() => hand.actions.openMenu(null)}
                onSettings={hand.actions.openSettings}
              />
              <main ref={list} className={styles.scroll} data-scroller="" aria-busy={false}>
                <ListPage
                  face={face}
                  banners={view.banners}
                  firstRun={view.firstRun}
                  isSample={view.isSample}
                  firstRunActions={hand.firstRun}
                  onHelp={(topic) => pages.open({ kind: 'help', topic })}
                  sections={calm.sections}
                  filter={filter}
                  isSearching={isSearching}
                  currentId={isWide ? openId : null}
                  rovingRef={roving}
                  onFilter={choose}
                  onFilterService={(service) =>
                    setFilter((before) => ({ ...before, service: before.service === service ? null : service }))
                  }
                  onOpenStat={hand.openStat}
                />
              </main>
              {face.form === 'hero' && view.firstRun === null && !isSearching && (
                <Footer text={face.rows[0]?.card?.nextReading ?? null} onKeys={hand.keys.showKeys} />
              )}
            </div>
            {(page !== null || isWide) && (
              <Beside className={styles.right}>
                {shown !== null && <h1 className="visually-hidden">{face.title}</h1>}
                {beside === null ? (
                  <section aria-label={t('ui.page.details')}>
                    <p className={styles.hint}>{t(hintKey(view.firstRun))}</p>
                  </section>
                ) : (
                  <LaterPage
                    key={pageKey(beside)}
                    page={beside}
                    view={view}
                    hasBack={!isWide || beside.kind !== 'account'}
                    pages={pages}
                    hand={hand}
                  />
                )}
              </Beside>
            )}
            {toast.toast !== null && (
              <section className={styles.toast} aria-label={t('ui.notice.region')}>
                <Toast text={toast.toast.text} onUndo={toast.toast.canUndo ? hand.keys.undo : null} />
              </section>
            )}
            {question !== null && asked !== undefined && (
              <NameDialog
                key={`${question.kind} ${question.accountId}`}
                kind={question.kind}
                label={asked.name}
                initial={question.kind === 'rename' ? `${asked.name}${asked.domain ?? ''}` : (asked.group ?? '')}
                groups={[...new Set(face.rows.flatMap(({ group }) => group ?? []))].sort()}
                onSave={(name) => hand.name(question, name)}
                onClose={() => {
                  ask(null);
                  focusRow(question.accountId);
                }}
              />
            )}
            <p className="visually-hidden" aria-live="polite" data-announcement="">
              {announcement}
            </p>
            <p className="visually-hidden" role="status" data-outcome="">
              {outcome}
            </p>
          </div>
        </AnnounceContext>
      </FlipContext>
    </PanelActionsProvider>
  );
}

/** Returns what stands beside the list while no account is chosen: the next step, as long as there is none. */
function hintKey(firstRun: PanelView['firstRun']): 'ui.page.none' | 'ui.page.none-yet' | 'ui.page.none-found' {
  if (firstRun === null) return 'ui.page.none';
  return firstRun.step === 'found' ? 'ui.page.none-found' : 'ui.page.none-yet';
}

/** Returns the account whose row has the focus; null: none. */
function focusedAccount(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? null;
}

/**
 * Tells the window how high all content is: what stands around the scrolling part, and the whole of what it scrolls. A page
 * that covers the list counts as it is.
 */
function useContentHeight(root: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>): void {
  const fit = useFit();
  const newest = useRef(fit);
  useEffect(() => {
    newest.current = fit;
  });
  useLayoutEffect(() => {
    const measure = (): void => {
      const [whole, scroller] = [root.current, list.current];
      if (whole === null || scroller === null || scroller.clientHeight === 0) return;
      const content = scroller.firstElementChild?.getBoundingClientRect().height ?? 0;
      newest.current(Math.ceil(whole.clientHeight - scroller.clientHeight + content));
    };
    const observer = new ResizeObserver(measure);
    const content = list.current?.firstElementChild;
    if (content != null) observer.observe(content);
    measure();
    return () => observer.disconnect();
  }, [root, list]);
}

/** Calls the function each time the panel appears on the screen. */
function useOpening(opened: () => void): void {
  const newest = useRef(opened);
  useEffect(() => {
    newest.current = opened;
  });
  useEffect(() => {
    const { dataset } = document.documentElement;
    const onChange = (): void => {
      if (document.visibilityState !== 'visible') return;
      // The ring around the first row waits for the first key
      dataset['focus'] = 'quiet';
      newest.current();
    };
    const onKey = (): void => void delete dataset['focus'];
    onChange();
    document.addEventListener('visibilitychange', onChange);
    window.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('visibilitychange', onChange);
      window.removeEventListener('keydown', onKey, true);
    };
  }, []);
}
