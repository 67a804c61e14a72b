import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { cachedForMinute } from '../snapshot/minute-cache.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { ago } from '../text/times.ts';
import { accountCard, attentionRank } from './account.ts';
import { factKind, type FactProvenance, provenanceDetails } from './provenance.ts';
import { totalsView } from './totals.ts';
import type { MeterLevel } from './tray.ts';

/**
 * All that the panel draws, in the reader's words and numbers. The renderer computes nothing from it.
 * `version` grows with every push, so that a late one is dropped.
 */
export interface PanelView {
  readonly version: number;
  readonly appearance: Appearance;
  /** `2 min ago`, `Refreshing…` or null when nothing was ever read. */
  readonly updatedText: string | null;
  readonly refreshing: boolean;
  readonly refreshEnabled: boolean;
  /** Things about the app itself that the user must know (settings file set aside, no tray host, …). */
  readonly banners: readonly Banner[];
  /** How many notices nobody has seen yet, in words: `3 new`; left out: none. */
  readonly noticesText?: string;
  readonly totals: TotalsView | null;
  readonly accounts: readonly AccountCardView[];
  /** Shown instead of cards when there is no account: what was looked for and how to sign in. */
  readonly empty: EmptyView | null;
}

export interface Appearance {
  /** BCP 47. */
  readonly language: string;
  readonly theme: 'system' | 'light' | 'dark';
}

export interface Banner {
  readonly id: string;
  readonly text: string;
  /** What one can do about it, and for which account; left out: nothing here. */
  readonly actions?: readonly OfferAction[];
  readonly account?: { readonly id: string; readonly label: string };
  /** It stays until the user says that it was read. */
  readonly untilSeen?: true;
}

export interface TotalsView {
  /** `5 active · 1 exhausted · 1 unknown` */
  readonly accountsText: string;
  /** `1,796 credits ≈ $71.86`, or null. */
  readonly creditsText: string | null;
  /** `Highest weekly use: work 93% · resets in 2d 4h`, or null. */
  readonly mostUsedText: string | null;
  /** Prepaid money, one text for each currency: `Prepaid €41.20`. */
  readonly moneyTexts: readonly string[];
  /** The same by provider and by the user's own groups; empty where there is only one part. */
  readonly parts: readonly TotalsPartView[];
}

export interface TotalsPartView {
  /** Unique among the parts. */
  readonly id: string;
  readonly kind: 'provider' | 'group';
  /** `Codex`, or the group's name. */
  readonly name: string;
  readonly accountsText: string;
  readonly creditsText: string | null;
  readonly mostUsedText: string | null;
}

export interface EmptyView {
  readonly title: string;
  readonly steps: readonly string[];
}

export interface AccountCardView {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** `Codex · Pro` */
  readonly subtitle: string;
  /** The state in one or two words; null when fresh and usable. */
  readonly stateText: string | null;
  readonly stateTone: 'quiet' | 'attention';
  /** Only a new sign-in brings new figures; the card offers what one can do about it. */
  readonly needsSignIn: boolean;
  /** One sentence with what to do; null when there is nothing to say. */
  readonly message: string | null;
  /** What its service says of a fault of its own, with its age; left out: nothing. */
  readonly incident?: string;
  /** `as of 9 min ago`, only when the figures are not fresh. */
  readonly ageText: string | null;
  readonly meters: readonly MeterRowView[];
  readonly facts: readonly FactRowView[];
  /** A quiet line below the figures: parts of the answer were not understood; null: nothing to say. */
  readonly footnote: string | null;
  /** Accounts of its provider may have the usage of single days; left out: they have none. */
  readonly hasDailyUsage?: true;
}

export interface MeterRowView {
  readonly id: string;
  /** `5 h`, `Weekly`, `Spark · Weekly` */
  readonly name: string;
  /** `41 % left`, `used up`, `–` */
  readonly figure: string;
  readonly level: MeterLevel;
  /** How much of the bar is filled, 0..100; null draws the outlined, empty meter of the unknown. */
  readonly fillPercent: number | null;
  /** Hatched: there is something left but it cannot be used now. */
  readonly blocked: boolean;
  /** Grey: the figure is old. */
  readonly stale: boolean;
  /** Where an even pace would be, on the same scale as the fill; null when not known. */
  readonly pacePercent: number | null;
  /** `resets in 1h 02m`, `Reset due · checking`, or null. */
  readonly detail: string | null;
  /** What a screen reader says for the meter: name, figure and state in words. */
  readonly spoken: string;
  /** Opened details: `Source`, `Read`, `Resets` with their texts. */
  readonly details: readonly DetailView[];
}

export interface FactRowView {
  /** Unique within the account; further spend limits than the one in force are `spend:<scope>`. */
  readonly id: FactRowId;
  /** `Credits`, `Prepaid`, `Individual limit`, `Extra usage`, `Banked resets` */
  readonly name: string;
  readonly text: string;
  readonly tone: 'normal' | 'attention' | 'stale';
  /** Only where there is a cap: a thin bar on the same scale as the meters; null: no bar. */
  readonly bar: FactBarView | null;
  readonly details: readonly DetailView[];
  /** What one can do about it in the panel; left out: nothing. */
  readonly actions?: readonly FactAction[];
}

export interface OfferAction {
  readonly id: 'see-offer' | 'dismiss-offer';
  readonly text: string;
}

export type FactAction = OfferAction | { readonly id: 'use-reset'; readonly text: string };

export type FactRowId = FactKind | `spend:${string}`;

export type FactKind =
  | 'credits'
  | 'prepaid'
  | 'spend'
  | 'grant'
  | 'reset-credits'
  | 'concurrency'
  | 'ledger'
  | 'service';

export interface FactBarView {
  /** 0..100, what is left or used by setting; null: a cap is known, but not how much of it is used. */
  readonly fillPercent: number | null;
  readonly level: MeterLevel;
}

export interface DetailView {
  readonly name: string;
  readonly text: string;
}

interface PanelContext {
  readonly version: number;
  readonly appearance: Appearance;
  readonly banners: readonly Banner[];
  readonly refreshing: boolean;
  /** Accounts whose newest answer had fields that were missing or not understood, and how many. */
  readonly unrecognizedFields?: ReadonlyMap<string, number>;
  /** By account: where its figures beside the windows came from. */
  readonly provenance?: ReadonlyMap<string, FactProvenance>;
}

/** All that the panel draws, from the same snapshot as the tray and the terminal. */
export function panelView(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  around: PanelContext,
  nowMs: number,
): PanelView {
  const cards = [...snapshot.accounts]
    .map((account, index) => ({ account, index, rank: attentionRank(account) }))
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
    .map(({ account }) => {
      const card = cachedCard(account, settings, locale, nowMs);
      const facts = withProvenance(card.facts, around.provenance?.get(account.id), locale, nowMs);
      return { ...card, facts, footnote: footnote(account, around.unrecognizedFields?.get(account.id) ?? 0, locale) };
    });
  return {
    version: around.version,
    appearance: around.appearance,
    updatedText: updatedText(snapshot, around.refreshing, locale, nowMs),
    refreshing: around.refreshing,
    refreshEnabled: snapshot.accounts.length > 0 && !around.refreshing,
    banners: around.banners,
    totals: totalsView(snapshot, settings, locale, nowMs),
    accounts: cards,
    empty: cards.length > 0 ? null : emptyView(locale),
  };
}

const cachedCard = cachedForMinute(accountCard);

function withProvenance(
  facts: readonly FactRowView[],
  provenance: FactProvenance | undefined,
  locale: LocaleContext,
  nowMs: number,
): readonly FactRowView[] {
  return facts.map((fact) => {
    const known = provenance?.[factKind(fact.id)];
    if (known === undefined) return fact;
    return { ...fact, details: [...provenanceDetails(known, locale, nowMs), ...fact.details] };
  });
}

/** An answer of which nothing was understood has a sentence of its own. */
function footnote({ state }: AccountSnapshot, unrecognizedFields: number, { t }: LocaleContext): string | null {
  return unrecognizedFields === 0 || state === 'error' ? null : t('footnote.odd-fields', { count: unrecognizedFields });
}

function updatedText(snapshot: Snapshot, refreshing: boolean, locale: LocaleContext, nowMs: number): string | null {
  if (refreshing) return locale.t('panel.refreshing');
  const times = snapshot.accounts.flatMap(({ fetchedAt }) => (fetchedAt === null ? [] : [Date.parse(fetchedAt)]));
  return times.length === 0 ? null : locale.t('panel.updated', { age: ago(Math.max(...times), nowMs, locale) });
}

function emptyView({ t }: LocaleContext): EmptyView {
  return {
    title: t('panel.empty-title'),
    steps: [t('panel.empty-codex'), t('panel.empty-claude'), t('panel.empty-then')],
  };
}
