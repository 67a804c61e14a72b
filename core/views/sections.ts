import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { bindingLimit, type Section } from '../snapshot/order.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { numberFormat } from '../i18n/formatters.ts';
import { percentText } from '../text/numbers.ts';
import { providerTitle } from './account.ts';
import type { SectionView } from './panel-model.ts';

/** The most rows of a section before the rest is behind a fold line. */
const mostRows = 5;
/** The same for compact rows, which are shorter, and for sections with all accounts. */
const mostCompactRows = 15;

/** Returns the sections of the panel and of the menu, with names, counts and what is folded. */
export function sectionViews(
  sections: readonly Section[],
  settings: Pick<Settings, 'folded' | 'order' | 'meterShows'>,
  isCompact: boolean,
  locale: LocaleContext,
): readonly SectionView[] {
  const folded = new Set(settings.folded);
  return sections.map((section) => sectionView(section, settings, folded, isCompact, locale));
}

function sectionView(
  { id, accounts, canReorder }: Section,
  settings: Pick<Settings, 'order' | 'meterShows'>,
  folded: ReadonlySet<string>,
  isCompact: boolean,
  locale: LocaleContext,
): SectionView {
  const most = mostShown(id, isCompact);
  const isOpen = folded.has(opened(id));
  // A single account behind a fold line needs as much room as its own row.
  const shownCount = isOpen || accounts.length <= most + 1 ? accounts.length : most;
  const rest = accounts.slice(shownCount);
  return {
    id,
    name: sectionName(id, locale),
    count: accounts.length,
    note: noteOf(id, accounts, canReorder, settings, locale),
    accountIds: accounts.map((account) => account.id),
    isFolded: id === 'hidden' ? !isOpen : folded.has(id),
    shownCount,
    foldedText: rest.length === 0 ? null : foldedText(rest, settings, locale),
    canFoldRest: isOpen && id !== 'hidden' && accounts.length > most + 1,
    canReorder,
  };
}

/** Returns the entry of the setting `folded` for a section that shows all its accounts. */
export function opened(sectionId: string): string {
  return `+${sectionId}`;
}

function mostShown(id: string, isCompact: boolean): number {
  if (id === 'needs-you' || id === 'low' || id === 'pinned' || id === 'hidden') return Number.MAX_SAFE_INTEGER;
  return isCompact && id !== 'resting' && id !== 'unknown' ? mostCompactRows : mostRows;
}

const nameKeys: ReadonlyMap<string, MessageKey> = new Map<string, MessageKey>([
  ['pinned', 'section.pinned'],
  ['needs-you', 'section.needs-you'],
  ['low', 'section.low'],
  ['ready', 'section.ready'],
  ['usable', 'section.usable'],
  ['resting', 'section.resting'],
  ['unknown', 'section.unknown'],
  ['all', 'section.all'],
  ['hidden', 'section.hidden'],
  ['group:', 'section.no-group'],
]);

/** Returns the heading of a section: `Running low`, the name of a service, or the name of a group. */
export function sectionName(id: string, locale: LocaleContext): string {
  const key = nameKeys.get(id);
  if (key !== undefined) return locale.t(key);
  const name = id.slice(id.indexOf(':') + 1);
  return id.startsWith('provider:') ? providerTitle(name, locale) : name;
}

/** Returns by what the accounts of a section are sorted; null: by nothing, or by what each of them needs. */
function noteOf(
  id: string,
  accounts: readonly AccountSnapshot[],
  canReorder: boolean,
  { order }: Pick<Settings, 'order'>,
  { t }: LocaleContext,
): string | null {
  const isOwn = canReorder && accounts.some((account) => order.includes(account.id));
  if (isOwn) return t('section.own-order');
  if (id === 'resting') return t('section.soonest-back');
  if (id === 'ready') return t('section.most-spare');
  return id === 'low' || id === 'usable' ? t('section.least-left') : null;
}

/** Returns the fold line of a section: `7 more · 28–74% left`. Only current figures count. */
function foldedText(
  accounts: readonly AccountSnapshot[],
  { meterShows }: Pick<Settings, 'meterShows'>,
  locale: LocaleContext,
): string {
  const { t } = locale;
  const count = accounts.length;
  const figures = accounts.flatMap((account) => {
    const window = bindingLimit(account)?.window;
    const left = window === undefined ? null : leftPercent(window);
    return left === null || account.use !== 'active' ? [] : [meterShows === 'left' ? left : 100 - left];
  });
  if (figures.length === 0) return t('section.more', { count });
  const whole = numberFormat(locale.formats.numbers, { maximumFractionDigits: 0 });
  const from = whole.format(Math.round(Math.min(...figures)));
  return t(`section.more-${meterShows}`, { count, from, to: percentText(Math.max(...figures), locale) });
}
