import { type RefObject } from 'react';
import type { FirstRunView, HelpTopic } from '../../core/views/first-run.ts';
import type { Banner } from '../../core/views/panel.ts';
import type { Standing } from '../../core/snapshot/order.ts';
import type { PanelFace, PoolStatView, RowView, SectionView } from '../../core/views/panel-model.ts';
import { BannerList } from '../components/BannerList.tsx';
import type { RovingList } from '../hooks/roving-list.ts';
import { CardList } from './CardList.tsx';
import { FilterChips } from './FilterChips.tsx';
import { type FirstRunActions, FirstRunPage } from './FirstRunPage.tsx';
import { isNarrowing, type ListFilter, listSections } from './list-model.ts';
import styles from './ListPage.module.css';
import { NextUp } from './NextUp.tsx';
import { usePanelActions } from './panel-actions.ts';
import { PoolLine } from './PoolLine.tsx';
import { SampleLine } from './SampleLine.tsx';
import { SectionList } from './SectionList.tsx';

interface ListPageProps {
  readonly face: PanelFace;
  readonly banners: readonly Banner[];
  readonly firstRun: FirstRunView | null;
  readonly isSample: boolean;
  readonly firstRunActions: FirstRunActions;
  readonly onHelp: (topic: HelpTopic) => void;
  /** The sections in the order that is shown now. */
  readonly sections: readonly SectionView[];
  readonly filter: ListFilter;
  readonly isSearching: boolean;
  /** The account whose page is open beside the list; null: none. */
  readonly currentId: string | null;
  readonly rovingRef: RefObject<RovingList | null>;
  readonly onFilter: (state: Standing) => void;
  readonly onFilterService: (service: string) => void;
  readonly onOpenStat: (id: PoolStatView['id']) => void;
}

/** What stands below the bar of the panel: messages, the next account, the line about all, and the accounts. */
export function ListPage(props: ListPageProps) {
  const { face, banners, firstRun, filter, isSearching, currentId, rovingRef, onFilter } = props;
  const actions = usePanelActions();
  const { form, nextUp, pool } = face;
  const isNarrowed = isNarrowing(filter);
  const isCards = (form === 'cards' || form === 'hero') && !isNarrowed;
  if (firstRun !== null) {
    return (
      <div className={styles.list}>
        <BannerList banners={banners} onHelp={props.onHelp} />
        <FirstRunPage view={firstRun} actions={props.firstRunActions} />
      </div>
    );
  }
  return (
    <div className={styles.list}>
      {props.isSample && <SampleLine onLeave={() => props.firstRunActions.showSample(false)} />}
      <BannerList banners={banners} onHelp={props.onHelp} />
      {nextUp !== null && !isNarrowed && !isSearching && (
        <NextUp
          next={nextUp}
          hasNamesake={face.rows.find(({ id }) => id === nextUp.accountId)?.marks.hasNamesake === true}
          isSmall={form === 'compact'}
          onCopyCommand={actions.copyCommand}
        />
      )}
      {pool !== null && !isSearching && (
        <PoolLine pool={pool} chosen={filter.standing} onChoose={onFilter} onOpen={props.onOpenStat} />
      )}
      {(isSearching || filter.standing !== null || filter.service !== null) && (
        <FilterChips
          rows={face.rows}
          legend={pool === null || isSearching ? [] : pool.segments.map(({ state }) => state)}
          filter={filter}
          onChoose={onFilter}
          onChooseService={props.onFilterService}
        />
      )}
      {form !== 'welcome' &&
        (isCards ? (
          <CardList
            form={form === 'hero' ? 'hero' : 'cards'}
            rows={inOrder(face)}
            currentId={currentId}
            rovingRef={rovingRef}
          />
        ) : (
          <SectionList
            sections={listSections({ rows: face.rows, sections: props.sections }, filter)}
            isCompact={form === 'compact'}
            currentId={currentId}
            rovingRef={rovingRef}
          />
        ))}
    </div>
  );
}

/** Returns the accounts of the sections, without the hidden ones. */
function inOrder({ sections, rows }: PanelFace): readonly RowView[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ids = sections.filter(({ id }) => id !== 'hidden').flatMap(({ accountIds }) => accountIds);
  return ids.flatMap((id) => byId.get(id) ?? []);
}
