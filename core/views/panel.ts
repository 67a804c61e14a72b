import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import type { MeterLevel } from '../snapshot/level.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { ago } from '../text/times.ts';
import { byAttention } from './account.ts';
import { panelCard } from './panel-card.ts';
import { type FaceContext, panelFace } from './panel-face.ts';
import type { PanelFace } from './panel-model.ts';
import type { FactProvenance } from './provenance.ts';
import { totalsView } from './totals.ts';

/**
 * Everything that the panel draws, with all texts in the user's language. The renderer computes nothing from it. The
 * fields below are those of the earlier panel; those of the new one are in `PanelFace`.
 * `version` grows with every push, so that the page can drop a late one.
 */
export interface PanelView extends PanelFace {
  readonly version: number;
  readonly appearance: Appearance;
  /** `2 min ago` or `Refreshing…`; null when nothing was ever read. */
  readonly updatedText: string | null;
  readonly refreshing: boolean;
  readonly refreshEnabled: boolean;
  /** Problems of the app itself, such as a settings file that was set aside or a missing tray host. */
  readonly banners: readonly Banner[];
  /** The number of unseen notifications as text: `3 new`; left out: none. */
  readonly noticesText?: string;
  readonly totals: TotalsView | null;
  readonly accounts: readonly AccountCardView[];
  /** How many cards the page does not have yet; left out: it has all. */
  readonly further?: number;
  /** Shown instead of cards when there is no account: where the app looked, and how to sign in. */
  readonly empty: EmptyView | null;
}

/** The language and the theme of a page. */
export interface Appearance {
  /** BCP 47. */
  readonly language: string;
  readonly theme: 'system' | 'light' | 'dark';
}

/** A line in a window that reports a problem or an offer. */
export interface Banner {
  readonly id: string;
  readonly text: string;
  /** The actions for this banner, and the account that they are for; left out: none. */
  readonly actions?: readonly OfferAction[];
  readonly account?: { readonly id: string; readonly label: string };
  /** The banner stays until the user confirms it. */
  readonly untilSeen?: true;
}

/** The totals over all accounts, as texts. */
export interface TotalsView {
  /** `5 active · 1 exhausted · 1 unknown` */
  readonly accountsText: string;
  /** `1,796 credits ≈ $71.86`, or null. */
  readonly creditsText: string | null;
  /** `Highest weekly use: work 93% · resets in 2d 4h`, or null. */
  readonly mostUsedText: string | null;
  /** Prepaid money, one text for each currency: `Prepaid €41.20`. */
  readonly moneyTexts: readonly string[];
  /** The totals by provider and by the user's own groups; empty when there is only one part. */
  readonly parts: readonly TotalsPartView[];
}

/** The totals of one provider or group, as texts. */
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

/** The page of a panel without accounts. */
export interface EmptyView {
  readonly title: string;
  readonly steps: readonly string[];
}

/** The card of one account. */
export interface AccountCardView {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** `Codex · Pro` */
  readonly subtitle: string;
  /** The state in one or two words; null when the account is fresh and usable. */
  readonly stateText: string | null;
  readonly stateTone: 'quiet' | 'attention';
  /** True when only a new sign-in brings new figures. The card then offers what the user can do. */
  readonly needsSignIn: boolean;
  /** Why the account cannot be used; left out: nothing blocks it, or the message says it. */
  readonly blocked?: string;
  /** One sentence about what to do; null when there is nothing to do. */
  readonly message: string | null;
  /** The incident that the service reports, with its age; left out: none. */
  readonly incident?: string;
  /** `as of 9 min ago`; null when the figures are fresh. */
  readonly ageText: string | null;
  readonly meters: readonly MeterRowView[];
  readonly facts: readonly FactRowView[];
  /** A line below the figures about unrecognized fields in the answer; null: none. */
  readonly footnote: string | null;
  /** Accounts of this provider may have daily usage; left out: they have none. */
  readonly hasDailyUsage?: true;
}

/** One window as a row with a meter. */
export interface MeterRowView {
  readonly id: string;
  /** `5 h`, `Weekly`, `Spark · Weekly` */
  readonly name: string;
  /** `41 % left`, `used up`, `–` */
  readonly figure: string;
  readonly level: MeterLevel;
  /** How much of the bar is filled, 0..100; null draws an outlined empty meter, because the figure is unknown. */
  readonly fillPercent: number | null;
  /** True draws the bar hatched: something is left, but it cannot be used now. */
  readonly blocked: boolean;
  /** True draws the row grey, because the figure is old. */
  readonly stale: boolean;
  /** The mark of an even pace, on the same scale as the fill; null when the pace is not known. */
  readonly pacePercent: number | null;
  /** `resets in 1h 02m`, `Reset due · checking`, or null. */
  readonly detail: string | null;
  /** The text of the meter for a screen reader: name, figure and state in words. */
  readonly spoken: string;
  /** The details of an opened row: `Source`, `Read`, `Resets` with their texts. */
  readonly details: readonly DetailView[];
}

/** One figure of an account beside its windows, as a row. */
export interface FactRowView {
  /** Unique within the account. Spend limits beside the one in force have the id `spend:<scope>`. */
  readonly id: FactRowId;
  /** `Credits`, `Prepaid`, `Individual limit`, `Extra usage`, `Banked resets` */
  readonly name: string;
  readonly text: string;
  readonly tone: 'normal' | 'attention' | 'stale';
  /** A thin bar on the same scale as the meters; null when there is no cap. */
  readonly bar: FactBarView | null;
  readonly details: readonly DetailView[];
  /** The actions that the panel offers for this figure; left out: none. */
  readonly actions?: readonly FactAction[];
}

/** A button for the offer of a grant. */
export interface OfferAction {
  readonly id: 'see-offer' | 'dismiss-offer';
  readonly text: string;
}

/** A button for a figure of an account. */
export type FactAction = OfferAction | { readonly id: 'use-reset' | 'copy-command'; readonly text: string };

/** The id of a row: its kind, the scope of a further spend limit, or the name of a model. */
export type FactRowId = FactKind | `spend:${string}` | `model:${string}`;

/** The kinds of figures that an account has beside its windows. */
export type FactKind =
  | 'credits'
  | 'prepaid'
  | 'spend'
  | 'grant'
  | 'reset-credits'
  | 'models'
  | 'concurrency'
  | 'ledger'
  | 'service';

/** The bar of a figure with a cap. */
export interface FactBarView {
  /** What is left or used by setting, 0..100; null: the cap is known, but the used amount is not. */
  readonly fillPercent: number | null;
  readonly level: MeterLevel;
}

/** One line of an opened row. */
export interface DetailView {
  readonly name: string;
  readonly text: string;
}

interface PanelContext extends FaceContext {
  readonly version: number;
  readonly appearance: Appearance;
  readonly banners: readonly Banner[];
  readonly refreshing: boolean;
  /** How many cards to make at most, the first ones of the list; left out: all. */
  readonly mostCards?: number;
  /**
   * The number of missing or unrecognized fields in the newest answer, by account. Accounts without any are left out.
   */
  readonly unrecognizedFields?: ReadonlyMap<string, number>;
  /** Returns the provenance of the figures beside the windows of an account, the same object for the same account. */
  readonly provenanceOf?: (accountId: string) => FactProvenance | undefined;
  /** Returns the incident that the service of a provider reports, as a sentence; null: none. */
  readonly incidentText?: (account: Pick<AccountSnapshot, 'provider'>) => string | null;
}

/** Returns everything that the panel draws, from the same snapshot as the tray and the terminal. */
export function panelView(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  around: PanelContext,
  nowMs: number,
): PanelView {
  const incidents = new Map<string, string | null>();
  const incidentOf = ({ provider }: AccountSnapshot): string | null => {
    if (!incidents.has(provider)) incidents.set(provider, around.incidentText?.({ provider }) ?? null);
    return incidents.get(provider) ?? null;
  };
  const cards = byAttention(snapshot.accounts)
    .slice(0, around.mostCards)
    .map((account) =>
      panelCard(
        account,
        {
          provenance: around.provenanceOf?.(account.id),
          footnote: footnote(account, around.unrecognizedFields?.get(account.id) ?? 0, locale),
          incident: incidentOf(account),
        },
        settings,
        locale,
        nowMs,
      ),
    );
  return {
    ...panelFace(snapshot, settings, locale, around, nowMs),
    version: around.version,
    appearance: around.appearance,
    updatedText: updatedText(snapshot, around.refreshing, locale, nowMs),
    refreshing: around.refreshing,
    refreshEnabled: snapshot.accounts.length > 0 && !around.refreshing,
    banners: around.banners,
    totals: totalsView(snapshot, settings, locale, nowMs),
    accounts: cards,
    ...(cards.length < snapshot.accounts.length ? { further: snapshot.accounts.length - cards.length } : {}),
    empty: cards.length > 0 ? null : emptyView(locale),
  };
}

/**
 * Returns the line about unrecognized fields. If the whole answer was not understood, the card shows another sentence.
 */
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
