import type { RefObject } from 'react';
import type { PanelFace } from '../../core/views/panel-model.ts';
import { IconButton } from '../components/IconButton.tsx';
import { Tag } from '../components/Tag.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { Gauge } from './Gauge.tsx';
import styles from './PanelBar.module.css';
import { SearchBar } from './SearchBar.tsx';

export interface PanelBarProps {
  /** Null before the first view. */
  readonly face: PanelFace | null;
  /** True: a newcomer is welcomed, so there is nothing to search or refresh. */
  readonly isFirstRun: boolean;
  /** True: the accounts are made up. */
  readonly isSample: boolean;
  readonly canRefresh: boolean;
  readonly isRefreshing: boolean;
  /** The words that the user looks for; null: no search is open. */
  readonly words: string | null;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onSearch: (words: string | null) => void;
  readonly onLeaveSearch: () => void;
  readonly onRefresh: () => void;
  readonly onNotices: () => void;
  readonly onMenu: () => void;
  readonly onSettings: () => void;
}

/** The top of the panel: the state of everything in a few words, search, refresh with the age, notifications, more. */
export function PanelBar(props: PanelBarProps) {
  const { face, words, onSearch } = props;
  const t = useTranslate();
  if (words !== null) {
    return (
      <header className={styles.bar} data-searching="">
        <h1 className="visually-hidden">{face?.title}</h1>
        <SearchBar inputRef={props.searchRef} words={words} onWords={onSearch} onDown={props.onLeaveSearch} />
        <button
          type="button"
          className={styles.leave}
          aria-label={t('ui.text.pair', { first: 'Esc', second: t('ui.search.end') })}
          onClick={() => onSearch(null)}
        >
          Esc
        </button>
      </header>
    );
  }
  if (props.isFirstRun) {
    return (
      <header className={styles.bar}>
        <Gauge face={face} />
        <h1 className={styles.title}>{face?.title}</h1>
        <IconButton icon="settings" label={t('ui.keys.settings')} onPress={props.onSettings} />
      </header>
    );
  }
  const age = face?.age ?? null;
  const unseen = face?.unseenCount ?? 0;
  return (
    <header className={styles.bar}>
      <Gauge face={face} />
      <h1 className={styles.title} title={face?.title} dir="auto">
        {props.isSample && (
          <>
            <Tag text={t('ui.sample.tag')} tone="low" />{' '}
          </>
        )}
        {face?.title ?? t('ui.panel.title')}
        {face?.subtitle != null && <small className={styles.subtitle}> {face.subtitle}</small>}
      </h1>
      {face?.hasSearch === true && (
        <IconButton icon="search" label={t('ui.search.open')} onPress={() => onSearch('')} />
      )}
      <IconButton
        icon="refresh"
        label={t('ui.action.refresh-all')}
        text={props.isRefreshing ? '…' : (age?.text ?? null)}
        spokenText={props.isRefreshing ? t('ui.bar.refreshing') : (age?.spoken ?? t('ui.panel.never-read'))}
        isOld={age?.isOld ?? false}
        disabled={!props.canRefresh}
        onPress={props.onRefresh}
      />
      <IconButton
        icon="bell"
        label={unseen === 0 ? t('ui.notices.open') : t('ui.notices.open-new', { count: unseen })}
        badge={unseen}
        onPress={props.onNotices}
      />
      <IconButton icon="more" label={t('ui.bar.more')} opensMenu onPress={props.onMenu} />
    </header>
  );
}
