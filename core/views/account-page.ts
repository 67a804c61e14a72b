import type { AccountState } from '../accounts/account-state.ts';
import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { type Shell, startCommand } from '../providers/start-command.ts';
import type { Settings } from '../settings/settings.ts';
import { standingOf } from '../snapshot/order.ts';
import type { SpendSnapshot } from '../snapshot/figure-schema.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { keeperOf, signInCommandOf } from '../text/account-message.ts';
import { limitTitle } from '../text/limit.ts';
import { joinWithDot } from '../text/layout.ts';
import { creditsText, moneyText } from '../text/numbers.ts';
import { ago, timeOfDay } from '../text/times.ts';
import { leftToRight } from '../units/text.ts';
import { daySeconds, minuteMs } from '../units/time.ts';
import { blockSentence, factActions, planText, serviceName, workspaceText } from './account.ts';
import { detailRows, type DetailRow } from './detail-rows.ts';
import { meterView } from './meter.ts';
import type { AccountPageView, PageFactView, PageLinkView, SourceView } from './page-model.ts';
import type { RowMarks } from './panel-model.ts';
import { type FactProvenance, type Provenance, provenanceOf } from './provenance.ts';
import { conversionRateText } from './rates.ts';
import { nameParts, tileOf } from './row.ts';

/** What the page of an account needs beside the snapshot. */
export interface AccountPageContext {
  /** The state of the account; undefined: the figures are from another process. */
  readonly state: AccountState | undefined;
  readonly marks: RowMarks;
  /** True: the user added the account with a key. */
  readonly isAdded: boolean;
  readonly shell: Shell;
  /** The incident that the service reports, as a sentence; null or left out: none. */
  readonly incident?: string | null;
}

/** Returns the page of one account: limits, money, banked resets, where each figure comes from, and links. */
export function accountPage(
  account: AccountSnapshot,
  { state, marks, isAdded, shell, incident = null }: AccountPageContext,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): AccountPageView {
  const provider = findProvider(account.provider);
  const needsUser = standingOf(account) === 'needs-you';
  const folder = state?.account.folder ?? null;
  const hasKey = provider?.key !== undefined;
  const rows = detailRows(account, settings, locale, nowMs);
  return {
    id: account.id,
    tile: tileOf(account, settings),
    ...nameParts(account.label),
    subtitle: joinWithDot([planText(account, ' · '), workspaceText(account)], locale),
    marks,
    group: account.group,
    messages: messagesOf(account, incident, state?.oddPaths.length ?? 0, locale),
    signInCommand: needsUser && provider !== null && provider.signInCommand !== null ? signInCommandOf(provider) : null,
    needsKey: needsUser && hasKey,
    limits: account.windows.map((window) => meterView(window, account, settings, locale, nowMs)),
    historyChoices: account.windows.map((window) => ({ id: window.id, label: limitTitle(window, locale) })),
    peakChoices: account.windows
      .filter(({ durationSeconds }) => durationSeconds !== null && durationSeconds <= daySeconds)
      .map((window) => ({ id: window.id, label: limitTitle(window, locale) })),
    facts: rows.map((row) => factView(row, account, settings, locale)),
    sources: [
      ...limitSources(account, locale, nowMs),
      ...factSources(account, state === undefined ? {} : provenanceOf(state), rows, locale, nowMs),
      ...rateSources(rows, locale),
      ...signInSource(folder, provider, settings, locale),
    ],
    // A tool that is signed out has to sign in first.
    startCommand: state === undefined || settings.hidePersonal || needsUser ? null : startCommand(state.account, shell),
    links: linksOf(provider?.pages ?? {}, locale),
    hasDailyUsage: provider?.dailyUsageRequest !== undefined,
    isAdded,
  };
}

/** Returns the sentences at the top: the block, the message, the incident of the service, and unrecognized fields. */
function messagesOf(
  account: AccountSnapshot,
  incident: string | null,
  unrecognizedFields: number,
  { t }: LocaleContext,
): readonly string[] {
  // If the whole answer was not understood, the message says it.
  const hasOddFields = unrecognizedFields > 0 && account.state !== 'error';
  const footnote = hasOddFields ? t('footnote.odd-fields', { count: unrecognizedFields }) : null;
  const texts = [blockSentence(account), account.message, incident, footnote].filter((text) => text !== null);
  return [...new Set(texts)];
}

function factView(row: DetailRow, account: AccountSnapshot, settings: Settings, locale: LocaleContext): PageFactView {
  const spend = account.spendLimits.find((limit, index) => row.id === (index === 0 ? 'spend' : `spend:${limit.scope}`));
  const left = spend === undefined || settings.meterShows === 'used' ? null : spendLeft(spend, locale);
  const [first = '', ...rest] = row.text.split(' · ');
  return {
    id: row.id,
    name: row.name,
    text: left ?? first,
    note: left !== null ? row.text : rest.length === 0 ? null : rest.join(' · '),
    tone: row.attention ? 'attention' : row.stale ? 'stale' : 'normal',
    bar: row.bar,
    actions: factActions(row.id, account, settings, locale),
  };
}

/** Returns what is left of a spend limit in words: `€12.37 left`; null: unknown. */
function spendLeft({ remaining, currency, unit, stale }: SpendSnapshot, locale: LocaleContext): string | null {
  if (remaining === null || stale || remaining.startsWith('-')) return null;
  const amount =
    unit === 'money' && currency !== null
      ? moneyText(remaining, currency, locale)
      : locale.t('credits.amount', { amount: creditsText(remaining, locale) });
  return locale.t('page.spend-left', { amount });
}

/** Returns where the limits come from, one entry for each source, with the newest figures of each. */
function limitSources(account: AccountSnapshot, locale: LocaleContext, nowMs: number): readonly SourceView[] {
  const newest = new Map<Provenance['source'], number>();
  for (const { source, asOf } of account.windows) {
    newest.set(source, Math.max(newest.get(source) ?? -Infinity, Date.parse(asOf)));
  }
  const nextMs = account.nextRefreshAt === null ? null : Date.parse(account.nextRefreshAt);
  return [...newest].map(([source, asOfMs]) => ({
    name: locale.t('page.sources-limits'),
    text: locale.t(`source.${source}`, { service: serviceName(account) }),
    note: readText(asOfMs, nextMs, locale, nowMs),
  }));
}

const factNames: readonly (readonly [keyof FactProvenance, MessageKey])[] = [
  ['credits', 'credits.name'],
  ['prepaid', 'prepaid.name'],
  ['spend', 'spend.name'],
  ['grant', 'grant.name'],
  ['reset-credits', 'reset-credits.name'],
  ['models', 'models.name'],
  ['concurrency', 'concurrency.name'],
  ['ledger', 'ledger.name'],
  ['service', 'service.name'],
];

/** Returns where the figures come from that the page shows. A figure with a line of its own has the name of that line. */
function factSources(
  account: AccountSnapshot,
  provenance: FactProvenance,
  rows: readonly DetailRow[],
  locale: LocaleContext,
  nowMs: number,
): readonly SourceView[] {
  return factNames.flatMap(([kind, key]): readonly SourceView[] => {
    const known = provenance[kind];
    const shown = rows.filter(({ id }) => kindOf(id) === kind);
    const [first] = shown;
    if (known === undefined || first === undefined) return [];
    const note = readText(known.asOfMs, null, locale, nowMs);
    const name = shown.length === 1 && kind !== 'models' ? first.name : locale.t(key);
    return [{ name, text: locale.t(`source.${known.source}`, { service: serviceName(account) }), note }];
  });
}

/** Returns the kind of the figure that a line shows: `spend` for each spend limit, `models` for each model. */
function kindOf(id: DetailRow['id']): keyof FactProvenance {
  const [kind] = id.split(':');
  return kind === 'model' ? 'models' : (kind as keyof FactProvenance);
}

/** Returns the exchange rate of the amounts in another currency, once. */
function rateSources(rows: readonly DetailRow[], locale: LocaleContext): readonly SourceView[] {
  const rates = rows.flatMap(({ converted }) => (converted === null ? [] : [conversionRateText(converted, locale)]));
  return [...new Set(rates)].map((text) => ({ name: locale.t('detail.rate'), text, note: null }));
}

function signInSource(
  folder: string | null,
  provider: Provider | null,
  { hidePersonal }: Pick<Settings, 'hidePersonal'>,
  { t }: LocaleContext,
): readonly SourceView[] {
  const name = t('page.sources-sign-in');
  if (provider?.keptBy?.keeps === 'figures') {
    const place =
      folder === null || hidePersonal ? t('page.kept', { program: keeperOf(provider) }) : leftToRight(folder);
    return [{ name: t('page.sources-file'), text: place, note: t('page.read-only') }];
  }
  if (provider?.keptBy !== undefined) {
    return [{ name, text: t('page.kept', { program: keeperOf(provider) }), note: t('page.read-only') }];
  }
  if (provider?.key !== undefined) return [{ name, text: t('page.key'), note: t('page.key-kept') }];
  return folder === null || hidePersonal ? [] : [{ name, text: leftToRight(folder), note: t('page.read-only') }];
}

/** Returns when figures were read, without the date if it was today: `read 20:11, 2 min ago · next at 20:26`. */
function readText(atMs: number, nextMs: number | null, locale: LocaleContext, nowMs: number): string {
  const values = { time: timeOfDay(atMs, locale), age: ago(atMs, nowMs, locale) };
  if (nextMs === null || nextMs - nowMs < minuteMs) return locale.t('page.read', values);
  return locale.t('page.read-next', { ...values, next: timeOfDay(nextMs, locale) });
}

function linksOf(pages: Readonly<Partial<Record<PageLinkView['id'], string>>>, { t }: LocaleContext) {
  const ids = ['usage', 'status', 'billing'] as const;
  return ids.flatMap((id): readonly PageLinkView[] =>
    pages[id] === undefined ? [] : [{ id, text: t(`page.link-${id}`) }],
  );
}
