import { useContext, useId } from 'react';
import { Button } from '../components/Button.tsx';
import { Message } from '../components/Message.tsx';
import { BannerList } from '../components/BannerList.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { matches, sectionIds, type RowModel, type SectionId } from './row-model.ts';
import { allRows } from './rows/rows.tsx';
import { SettingControl } from './SettingControl.tsx';
import { WindowedRows } from './WindowedRows.tsx';
import { SettingsContext } from './settings-context.ts';
import styles from './SettingsRows.module.css';

export interface SettingsRowsProps {
  readonly section: SectionId;
  /** The words of the search; empty: show the section. */
  readonly search: string;
  readonly onClear: () => void;
}

/** The rows of one section, or of all sections with a match of the search. */
export function SettingsRows({ section, search, onClear }: SettingsRowsProps) {
  const t = useTranslate();
  const access = useContext(SettingsContext);
  if (access === null) return null;
  const rows = allRows({ view: access.view, t });
  const shown =
    search === '' ? rows.filter((row) => row.section === section) : rows.filter((row) => matches(row, search));
  const sections = search === '' ? [section] : sectionIds.filter((id) => shown.some((row) => row.section === id));
  return (
    <>
      <BannerList banners={access.view.banners} />
      {sections.map((id) => (
        <Section key={id} id={id} rows={shown.filter((row) => row.section === id)} />
      ))}
      {search !== '' && shown.length === 0 && (
        <Message title={t('ui.settings.search-none', { words: search })}>
          <Button onPress={onClear}>{t('ui.settings.search-clear')}</Button>
        </Message>
      )}
      {search !== '' && (
        <p className="visually-hidden" role="status">
          {t('ui.settings.found', { count: shown.length })}
        </p>
      )}
    </>
  );
}

function Section({ id, rows }: { readonly id: SectionId; readonly rows: readonly RowModel[] }) {
  const t = useTranslate();
  const headingId = useId();
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>
        {t(`ui.section.${id}`)}
      </h2>
      {id === 'accounts' && (
        <p className={styles.introduction}>{t(rows.length > 0 ? 'ui.accounts.text' : 'ui.accounts.none')}</p>
      )}
      {runsOf(rows).map(({ key, rows: run, isWindowed }) =>
        isWindowed ? (
          <WindowedRows key={key} rows={run} />
        ) : (
          <ul key={key} className={styles.rows}>
            {run.map((row) => (
              <SettingControl key={row.id} row={row} />
            ))}
          </ul>
        ),
      )}
    </section>
  );
}

/** More rows of accounts than this are drawn only where they are visible. */
const mostDrawn = 40;

interface Run {
  readonly key: string;
  readonly rows: readonly RowModel[];
  readonly isWindowed: boolean;
}

/** Returns the rows in lists: one, or with many accounts those before, of and after the accounts. */
function runsOf(rows: readonly RowModel[]): readonly Run[] {
  const first = rows.findIndex(isOfAccount);
  const end = rows.findLastIndex(isOfAccount) + 1;
  if (end - first <= mostDrawn) return rows.length === 0 ? [] : [{ key: 'all', rows, isWindowed: false }];
  return [
    { key: 'before', rows: rows.slice(0, first), isWindowed: false },
    { key: 'accounts', rows: rows.slice(first, end), isWindowed: true },
    { key: 'after', rows: rows.slice(end), isWindowed: false },
  ].filter((run) => run.rows.length > 0);
}

function isOfAccount({ kind }: RowModel): boolean {
  return kind === 'account' || kind === 'account-alerts';
}
