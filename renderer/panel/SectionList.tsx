import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import type { RowView } from '../../core/views/panel-model.ts';
import { ErrorBoundary, Fault } from '../components/ErrorBoundary.tsx';
import { Icon } from '../components/Icon.tsx';
import { sideArrows } from '../hooks/direction.ts';
import { keyAttribute, type RovingList, useRovingList } from '../hooks/roving-list.ts';
import { useSlide } from '../hooks/slide.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { useWindowedPieces } from '../hooks/windowed-list.ts';
import { AccountRow } from './AccountRow.tsx';
import { type DragOrder, useDragOrder } from './drag-order.ts';
import { type ListEntry, type ListSection, listEntries } from './list-model.ts';
import { type PanelActions, usePanelActions } from './panel-actions.ts';
import { rowColumns } from './row-columns.ts';
import styles from './SectionList.module.css';

/** A longer list draws only the pieces that are visible, and some around them. */
const mostDrawn = 80;

interface SectionListProps {
  readonly sections: readonly ListSection[];
  readonly isCompact: boolean;
  /** The account whose page is open; null: none. */
  readonly currentId: string | null;
  /** The roving focus, for the panel: it moves the focus here. */
  readonly rovingRef: RefObject<RovingList | null>;
}

/** The accounts in sections, as one stop for Tab. A long list is windowed. */
export function SectionList({ sections, isCompact, currentId, rovingRef }: SectionListProps) {
  const t = useTranslate();
  const actions = usePanelActions();
  const list = useRef<HTMLDivElement>(null);
  const entries = useMemo(() => listEntries(sections, isCompact), [sections, isCompact]);
  const keys = useMemo(() => entries.map(({ key }) => key), [entries]);
  const byKey = useMemo(() => new Map(entries.map((entry) => [entry.key, entry])), [entries]);
  const roving = useRovingList(list, {
    keys,
    startKey: entries.find(({ kind }) => kind === 'row')?.key ?? null,
    nameOf: (key) => nameOf(byKey.get(key), sections),
    pageSize: isCompact ? 12 : 8,
  });
  useEffect(() => {
    rovingRef.current = roving;
  });
  const drag = useDragOrder(sections, actions.move);
  const slide = useSlide(list, keys.join('\n'));
  const byKeys: PanelActions = {
    ...actions,
    move: (accountId, beforeId) => {
      slide.expect();
      actions.move(accountId, beforeId);
    },
  };
  const isWindowed = entries.length > mostDrawn;
  const pinned = [roving.tabStop, drag.liftedId, currentId].flatMap((key) => (key === null ? [] : [keys.indexOf(key)]));
  const { placed, heightPx } = useWindowedPieces(list, isWindowed ? entries : noEntries, pinned);
  const tops = useMemo(() => topsOf(entries), [entries]);
  const columns = useMemo(() => rowColumns(sections), [sections]);
  const drawn = isWindowed ? new Set(placed.map(({ index }) => keys[index])) : null;

  const onFocus = ({ target }: FocusEvent): void => {
    const key = keyOf(target);
    if (key !== null) roving.onFocus(key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const entry = byKey.get(keyOf(event.target) ?? '');
    if (entry === undefined) return;
    if (handleEntryKey(event, entry, sections, byKeys)) event.preventDefault();
    else if (!actionLetters.has(event.key)) roving.onKeyDown(event);
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys belong to the buttons inside
    <div
      ref={list}
      className={styles.list}
      data-windowed={isWindowed || undefined}
      style={{ ...columns, ...(isWindowed ? { height: heightPx } : {}) }}
      onFocus={onFocus}
      onBlur={roving.onBlur}
      onKeyDown={onKeyDown}
      onPointerDown={drag.onPointerDown}
    >
      {sections.map((section, index) => (
        <Section
          key={section.id}
          section={section}
          isFirst={index === 0}
          isCompact={isCompact}
          currentId={currentId}
          tabStop={roving.tabStop}
          drawn={drawn}
          tops={tops}
          drag={drag}
        />
      ))}
      {sections.length === 0 && <p className={styles.none}>{t('ui.list.none')}</p>}
    </div>
  );
}

/** The letters that do something to an account. Other letters go to the next name that begins with them. */
const actionLetters: ReadonlySet<string> = new Set(['c', 'h', 'i', 'm', 'p', 'r', 't', 'u', '/', '?']);

const noEntries: readonly ListEntry[] = [];

interface SectionProps {
  readonly section: ListSection;
  readonly isFirst: boolean;
  readonly isCompact: boolean;
  readonly currentId: string | null;
  readonly tabStop: string | null;
  /** The keys of the pieces to draw; null: all. */
  readonly drawn: ReadonlySet<string | undefined> | null;
  readonly tops: ReadonlyMap<string, number>;
  readonly drag: DragOrder;
}

/** A section: its heading folds it, and its last line shows the rest of its rows. */
function Section({ section, isFirst, isCompact, currentId, tabStop, drawn, tops, drag }: SectionProps) {
  const t = useTranslate();
  const actions = usePanelActions();
  const { id, name, count, note, isFolded, hasHead, rows, foldedText, canFoldRest, canReorder } = section;
  const isDrawn = (key: string): boolean => drawn?.has(key) ?? true;
  const headKey = `head ${id}`;
  const restKey = `rest ${id}`;
  const hasRest = !isFolded && (foldedText !== null || canFoldRest);
  const shown = rows.filter((row) => isDrawn(row.id));
  if (drawn !== null && shown.length === 0 && !isDrawn(headKey) && !isDrawn(restKey)) return null;
  const firstKey = hasHead ? headKey : (rows[0]?.id ?? restKey);
  const topPx = drawn === null ? 0 : (tops.get(firstKey) ?? 0);
  const listTopPx = drawn === null ? 0 : (tops.get(rows[0]?.id ?? restKey) ?? 0);
  const rowsPx = drawn === null ? 0 : rows.length * (isCompact ? 32 : 44) + (hasRest ? 34 : 0);

  return (
    <section
      className={styles.section}
      data-later={!isFirst || undefined}
      style={placedAt(drawn, topPx)}
      aria-label={hasHead ? name : t('ui.list.found')}
    >
      {hasHead && isDrawn(headKey) && (
        <h2>
          <button
            type="button"
            className={styles.head}
            data-key={headKey}
            aria-expanded={!isFolded}
            tabIndex={tabStop === headKey ? 0 : -1}
            onClick={() => actions.fold(id, !isFolded)}
          >
            <span className={styles.chevron}>
              <Icon name="chevron-down" size={14} />
            </span>
            <span className={styles.headName}>{name}</span> <span className={styles.count}>{count}</span>
            {note !== null && <span className={styles.note}>{note}</span>}
          </button>
        </h2>
      )}
      {!isFolded && rows.length + (hasRest ? 1 : 0) > 0 && (
        <ul
          className={styles.rows}
          style={drawn === null ? undefined : { position: 'absolute', top: listTopPx - topPx, height: rowsPx }}
        >
          {shown.map((row) => (
            <li
              key={row.id}
              className={styles.item}
              data-lifted={drag.liftedId === row.id || undefined}
              data-first={rows[0]?.id === row.id || undefined}
              style={itemStyle(drawn, (tops.get(row.id) ?? 0) - listTopPx, drag.shiftOf(row.id))}
            >
              <ErrorBoundary data={row} fallback={(retry) => <Fault retry={retry} />}>
                <AccountRow
                  row={row}
                  isCompact={isCompact}
                  isCurrent={currentId === row.id}
                  isTabStop={tabStop === row.id}
                  canMove={canReorder}
                  onOpen={actions.open}
                />
              </ErrorBoundary>
            </li>
          ))}
          {hasRest && isDrawn(restKey) && (
            <li className={styles.item} style={itemStyle(drawn, (tops.get(restKey) ?? 0) - listTopPx, 0)}>
              <button
                type="button"
                className={styles.rest}
                data-key={restKey}
                data-open={foldedText === null || undefined}
                aria-label={
                  name === '' ? undefined : t('ui.text.pair', { first: foldedText ?? t('ui.list.fewer'), second: name })
                }
                aria-expanded={foldedText === null}
                tabIndex={tabStop === restKey ? 0 : -1}
                onClick={() => actions.foldRest(id, foldedText === null)}
              >
                {foldedText ?? t('ui.list.fewer')}
                <Icon name="chevron-down" size={14} />
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function placedAt(drawn: SectionProps['drawn'], topPx: number): CSSProperties | undefined {
  return drawn === null ? undefined : { position: 'absolute', top: topPx, insetInline: 0 };
}

function itemStyle(drawn: SectionProps['drawn'], topPx: number, shiftPx: number): CSSProperties | undefined {
  const place: CSSProperties = drawn === null ? {} : { position: 'absolute', top: topPx, insetInline: 0 };
  if (shiftPx === 0) return drawn === null ? undefined : place;
  return { ...place, transform: `translateY(${shiftPx}px)` };
}

function topsOf(entries: readonly ListEntry[]): ReadonlyMap<string, number> {
  let topPx = 0;
  return new Map(
    entries.map(({ key, heightPx }) => {
      const top = topPx;
      topPx += heightPx;
      return [key, top];
    }),
  );
}

function keyOf(target: EventTarget): string | null {
  return target instanceof Element ? (target.closest(`[${keyAttribute}]`)?.getAttribute(keyAttribute) ?? null) : null;
}

function nameOf(entry: ListEntry | undefined, sections: readonly ListSection[]): string {
  if (entry === undefined || entry.kind === 'rest') return '';
  if (entry.kind === 'row') return entry.row.name.toLowerCase();
  return sections.find(({ id }) => id === entry.sectionId)?.name.toLowerCase() ?? '';
}

/** Handles the keys of one entry: arrows to the side open and fold, Alt with an arrow moves. Returns true if it did. */
function handleEntryKey(
  event: KeyboardEvent,
  entry: ListEntry,
  sections: readonly ListSection[],
  actions: PanelActions,
): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const [backward, forward] = sideArrows();
  if (entry.kind === 'row' && event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    moveByKey(entry.row, event.key === 'ArrowUp' ? -1 : 1, sections, entry.sectionId, actions);
    return true;
  }
  if (event.altKey) return false;
  if (entry.kind === 'row' && event.key === forward) {
    actions.open(entry.row.id);
    return true;
  }
  if (entry.kind === 'head' && (event.key === forward || event.key === backward)) {
    actions.fold(entry.sectionId, event.key === backward);
    return true;
  }
  return false;
}

function moveByKey(
  row: RowView,
  step: 1 | -1,
  sections: readonly ListSection[],
  sectionId: string,
  actions: PanelActions,
): void {
  const section = sections.find(({ id }) => id === sectionId);
  const ids = section?.canReorder === true ? section.rows.map(({ id }) => id) : [];
  const place = ids.indexOf(row.id);
  const isPossible = step === -1 ? place > 0 : place < ids.length - 1;
  if (isPossible) actions.move(row.id, ids[step === -1 ? place - 1 : place + 2] ?? null);
}
