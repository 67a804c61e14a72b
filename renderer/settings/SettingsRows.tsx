import { useContext, useEffect, useId } from 'react';
import type { SettingsView } from '../../core/views/settings.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';
import { Button } from '../components/Button.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Message } from '../components/Message.tsx';
import { BannerList } from '../components/BannerList.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { usePlaces } from './places.ts';
import {
  accountOfPage,
  type FixedPageId,
  isAt,
  matches,
  type PageId,
  sectionIds,
  type Place,
  type RowModel,
} from './row-model.ts';
import { allRows } from './rows/rows.tsx';
import { SettingControl } from './SettingControl.tsx';
import { WindowedRows } from './WindowedRows.tsx';
import { SettingsContext } from './settings-context.ts';
import styles from './SettingsRows.module.css';

export interface SettingsRowsProps {
  readonly place: Place;
  /** The words of the search; empty: show the place. */
  readonly search: string;
  readonly onClear: () => void;
}

/** The rows of a section or page, or of all sections with a match of the search. */
export function SettingsRows({ place, search, onClear }: SettingsRowsProps) {
  const t = useTranslate();
  const access = useContext(SettingsContext);
  if (access === null) return null;
  const rows = allRows({ view: access.view, page: place.page, t });
  return (
    <>
      <BannerList banners={access.view.banners} />
      {search === '' ? (
        <PlaceRows place={place} view={access.view} rows={rows.filter((row) => isAt(row, place))} />
      ) : (
        <FoundRows search={search} rows={rows.filter((row) => matches(row, search))} onClear={onClear} />
      )}
    </>
  );
}

interface PlaceRowsProps {
  readonly place: Place;
  readonly rows: readonly RowModel[];
  readonly view: SettingsView;
}

/** Returns the title of a page. The page of an account has the account's name. */
function pageTitle(page: PageId, { accounts }: SettingsView, t: UiTranslate): string {
  const accountId = accountOfPage(page);
  if (accountId === null) return t(`ui.settings.page.${page as FixedPageId}`);
  return accounts.find(({ id }) => id === accountId)?.label ?? '';
}

/** The title of a section or page, and its cards. */
function PlaceRows({ place, rows, view }: PlaceRowsProps) {
  const t = useTranslate();
  const { back } = usePlaces();
  const titleId = useId();
  // The page of an account that is gone closes by itself.
  const isGone = place.page !== null && rows.length === 0;
  useEffect(() => {
    if (isGone) back();
  }, [isGone, back]);
  return (
    <section aria-labelledby={titleId}>
      <h1 id={titleId} className={styles.title}>
        {place.page === null ? (
          t(`ui.section.${place.section}`)
        ) : (
          <>
            <span data-back="">
              <IconButton icon="back" label={t('ui.settings.back')} onPress={back} />
            </span>
            <span dir="auto">{pageTitle(place.page, view, t)}</span>
          </>
        )}
      </h1>
      <Cards rows={rows} />
    </section>
  );
}

interface FoundRowsProps {
  readonly search: string;
  readonly rows: readonly RowModel[];
  readonly onClear: () => void;
}

/** The rows that the search found, by section. */
function FoundRows({ search, rows, onClear }: FoundRowsProps) {
  const t = useTranslate();
  const titleId = useId();
  return (
    <section aria-labelledby={titleId}>
      <h1 id={titleId} className={styles.title}>
        {t('ui.settings.results')}
      </h1>
      {sectionIds.map((section) => {
        const found = rows.filter((row) => row.section === section);
        if (found.length === 0) return null;
        const title = t(`ui.section.${section}`);
        return <Cards key={section} rows={found.map((row) => ({ ...row, group: section, heading: title }))} />;
      })}
      {rows.length === 0 && (
        <Message title={t('ui.settings.search-none', { words: search })}>
          <Button onPress={onClear}>{t('ui.settings.search-clear')}</Button>
        </Message>
      )}
      <p className="visually-hidden" role="status">
        {t('ui.settings.found', { count: rows.length })}
      </p>
    </section>
  );
}

/** The rows in cards, each with its heading. */
function Cards({ rows }: { readonly rows: readonly RowModel[] }) {
  return (
    <>
      {cardsOf(rows).map(({ heading, rows: of, isWindowed }) => (
        <div key={of[0]?.id}>
          {heading !== undefined && <h2 className={styles.heading}>{heading}</h2>}
          {isWindowed ? (
            <WindowedRows rows={of} />
          ) : of[0]?.kind === 'bare' ? (
            of[0].content
          ) : (
            <ul className={styles.rows}>
              {of.map((row) => (
                <SettingControl key={row.id} row={row} />
              ))}
            </ul>
          )}
        </div>
      ))}
    </>
  );
}

/** More rows of accounts than this are drawn only where they are visible. */
const mostDrawn = 40;

interface Card {
  readonly group: string;
  readonly heading: string | undefined;
  readonly rows: readonly RowModel[];
  readonly isWindowed: boolean;
}

/** Returns the rows in cards: those of one group, and many rows of accounts in a card of their own. */
function cardsOf(rows: readonly RowModel[]): readonly Card[] {
  const isLong = rows.filter(isOfAccount).length > mostDrawn;
  const cards: Card[] = [];
  for (const row of rows) {
    const group = row.group ?? '';
    const isWindowed = isLong && isOfAccount(row);
    const isBare = row.kind === 'bare' || cards.at(-1)?.rows[0]?.kind === 'bare';
    const last = cards.at(-1);
    if (last?.group === group && last.isWindowed === isWindowed && !isBare) {
      cards[cards.length - 1] = { ...last, rows: [...last.rows, row] };
    } else {
      const heading = last?.group === group ? undefined : row.heading;
      cards.push({ group, heading, rows: [row], isWindowed });
    }
  }
  return cards;
}

function isOfAccount({ kind }: RowModel): boolean {
  return kind === 'account' || kind === 'account-alerts';
}
