import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { cachedForMinute } from '../snapshot/minute-cache.ts';
import { arranged, type Section, shownAccounts } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { joinSentences } from '../text/layout.ts';
import { cardView } from './card.ts';
import { nextUpView } from './next-up.ts';
import type { CardView, PanelFace, PanelForm, RowMarks, RowView } from './panel-model.ts';
import { panelAge, subtitleText, titleText } from './panel-title.ts';
import { poolView } from './pool.ts';
import { baseRow, type BaseRow, countNames, nameParts } from './row.ts';
import { sectionViews } from './sections.ts';

/** What the panel knows beside the snapshot. What is left out is not so. */
export interface FaceContext {
  /** How many rows to make at most, the first ones that are drawn; left out: all. */
  readonly mostRows?: number;
  readonly unseenCount?: number;
  readonly isMuted?: (accountId: string) => boolean;
  readonly isRefreshing?: (accountId: string) => boolean;
  /** Whether a command starts the account's tool with this account. */
  readonly hasCommand?: (accountId: string) => boolean;
}

const mostCards = 3;
const mostListRows = 12;
const searchFrom = 8;
const poolFrom = 4;

/** Returns how the panel draws this many accounts, by the setting or by their number. */
export function panelForm(count: number, total: number, { rows }: Pick<Settings, 'rows'>): PanelForm {
  if (total === 0) return 'welcome';
  if (rows === 'rows' || rows === 'compact') return rows;
  if (count === 1) return 'hero';
  if (rows === 'cards' || (count > 0 && count <= mostCards)) return 'cards';
  return count <= mostListRows ? 'rows' : 'compact';
}

/**
 * Returns everything that the new panel draws. The row of an account is the same object while nothing of it changed, so
 * that the page gets only the rows that changed.
 */
export function panelFace(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  around: FaceContext,
  nowMs: number,
): PanelFace {
  const accounts = shownAccounts(snapshot.accounts, settings);
  const form = panelForm(accounts.length, snapshot.accounts.length, settings);
  const isList = form === 'rows' || form === 'compact';
  const inOrder = arranged(snapshot.accounts, { ...settings, isCompact: form === 'compact', nowMs });
  const sections = isList ? inOrder : forCards(inOrder);
  const marksOf = rowMarks(snapshot, settings, around);
  return {
    form,
    title: titleText(snapshot, accounts, form, locale, nowMs),
    subtitle: subtitleText(accounts, form, locale),
    age: panelAge(accounts, locale, nowMs),
    hasSearch: accounts.length >= searchFrom,
    unseenCount: around.unseenCount ?? 0,
    shows: { figures: settings.meterShows, times: settings.resetShows },
    hidesPersonal: settings.hidePersonal,
    textScalePercent: settings.textScale,
    nextUp: isList ? nextUpView(snapshot, accounts, settings, locale, nowMs) : null,
    pool: isList && accounts.length >= poolFrom ? poolView(accounts, snapshot.pool, locale, nowMs) : null,
    sections: sectionViews(sections, settings, form === 'compact', locale),
    rows: sections
      .flatMap((section) => section.accounts)
      .slice(0, around.mostRows)
      .map((account) => row(account, marksOf(account.id), form, settings, locale, nowMs)),
  };
}

/** Returns the sections for cards: few accounts, so the one to use next comes before those that are running low. */
function forCards(sections: readonly Section[]): readonly Section[] {
  const low = sections.filter(({ id }) => id === 'low');
  return sections.flatMap((section) => {
    if (section.id === 'low') return sections.some(({ id }) => id === 'ready') ? [] : [section];
    return section.id === 'ready' ? [section, ...low] : [section];
  });
}

/** Returns what is true of an account in the panel, by its id. */
export function rowMarks(
  { nextUp, accounts }: Snapshot,
  { pinned, hidden, iconFollows }: Settings,
  { isMuted = () => false, isRefreshing = () => false, hasCommand = () => false }: FaceContext,
): (accountId: string) => RowMarks {
  const [pins, hides] = [new Set(pinned), new Set(hidden)];
  const counts = countNames(accounts);
  const namesakes = new Set(
    accounts.filter(({ label }) => (counts.get(nameParts(label).name) ?? 0) > 1).map(({ id }) => id),
  );
  const signedOut = new Set(accounts.filter(({ state }) => state === 'signed-out').map(({ id }) => id));
  return (id) => ({
    isNextUp: nextUp?.accountId === id,
    isPinned: pins.has(id),
    isHidden: hides.has(id),
    isMuted: isMuted(id),
    isRefreshing: isRefreshing(id),
    isInIcon: iconFollows === id,
    hasCommand: !signedOut.has(id) && hasCommand(id),
    hasNamesake: namesakes.has(id),
  });
}

const cachedRow = cachedForMinute(baseRow);

/**
 * Makes the rows of some accounts for a list of the panel before they are needed. All rows change at a new minute, so that
 * many are made in parts.
 */
export function prepareRows(
  accounts: readonly AccountSnapshot[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): void {
  for (const account of accounts) cachedRow(account, settings, locale, nowMs);
}

const cachedCard = cachedForMinute(cardView);

interface FinishedRow {
  readonly card: CardView | null;
  readonly row: RowView;
}

const finishedRows = new WeakMap<BaseRow, FinishedRow>();

function row(
  account: AccountSnapshot,
  marks: RowMarks,
  form: PanelForm,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): RowView {
  const base = cachedRow(account, settings, locale, nowMs);
  const isCard = form === 'hero' || form === 'cards';
  const card = isCard ? cachedCard(account, settings, locale, nowMs, form, marks.isNextUp) : null;
  const known = finishedRows.get(base);
  if (known !== undefined && known.card === card && hasSameMarks(known.row.marks, marks)) return known.row;
  const spoken = joinSentences(
    [
      base.spoken,
      marks.isNextUp ? locale.t('spoken.next-up') : null,
      marks.isPinned ? locale.t('spoken.pinned') : null,
      marks.isMuted ? locale.t('spoken.muted') : null,
    ],
    locale,
  );
  const made = { ...base, spoken, marks, ...(card === null ? {} : { card }) };
  finishedRows.set(base, { card, row: made });
  return made;
}

function hasSameMarks(one: RowMarks, other: RowMarks): boolean {
  return (
    one.isNextUp === other.isNextUp &&
    one.isPinned === other.isPinned &&
    one.isHidden === other.isHidden &&
    one.isMuted === other.isMuted &&
    one.isRefreshing === other.isRefreshing &&
    one.isInIcon === other.isInIcon &&
    one.hasCommand === other.hasCommand &&
    one.hasNamesake === other.hasNamesake
  );
}
