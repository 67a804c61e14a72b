import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import type { MeterLevel } from '../snapshot/level.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { problemsFirst } from './banners.ts';
import { type FirstRunContext, type FirstRunView, firstRunBanners, firstRunView, type HelpTopic } from './first-run.ts';
import { type FaceContext, panelFace } from './panel-face.ts';
import type { PanelFace } from './panel-model.ts';
import type { UpdateAction } from './updates.ts';

/**
 * Everything that the panel draws, with all texts in the user's language. The renderer computes nothing from it.
 * `version` grows with every push, so that the page can drop a late one.
 */
export interface PanelView extends PanelFace {
  readonly version: number;
  readonly appearance: Appearance;
  readonly refreshing: boolean;
  readonly refreshEnabled: boolean;
  /** Problems of the app itself, such as a full disk, then hints, such as a missing tray host. */
  readonly banners: readonly Banner[];
  /** Shown instead of the list until a newcomer presses *Done*; null: there are accounts, and no newcomer. */
  readonly firstRun: FirstRunView | null;
  /** True: the accounts are made up, for a newcomer to look at. Nothing is saved or sent. */
  readonly isSample: boolean;
}

/** The language and the theme of a page. */
export interface Appearance {
  /** BCP 47. */
  readonly language: string;
  /** Left out: the language is written from left to right. */
  readonly direction?: 'rtl';
  /** The tag for numbers, as the region writes them. Left out: as the language does. */
  readonly numbers?: string;
  /** The tag for times of day, with the clock of the region or the user's choice. Left out: as the language does. */
  readonly times?: string;
  readonly theme: 'system' | 'light' | 'dark';
}

/** A line in a window that reports a problem or gives a hint. */
export interface Banner {
  readonly id: string;
  /** `problem`: something is lost, not saved or out of order. `hint`: the app works, and this is good to know. */
  readonly severity: 'problem' | 'hint';
  readonly text: string;
  /** The actions for this banner, and the account that they are for; left out: none. */
  readonly actions?: readonly OfferAction[];
  readonly account?: { readonly id: string; readonly label: string };
  /** What the user can do about a new version; left out: the banner is about something else. */
  readonly update?: readonly UpdateAction[];
  /** The banner stays until the user confirms it. */
  readonly untilSeen?: true;
  /** The page with the next step; left out: the text says it. */
  readonly help?: HelpTopic;
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

interface PanelContext extends FaceContext {
  readonly version: number;
  readonly appearance: Appearance;
  readonly banners: readonly Banner[];
  readonly refreshing: boolean;
  /** What is known of this computer, for a newcomer; left out: the panel welcomes nobody who has accounts. */
  readonly firstRun?: FirstRunContext;
  /** The snapshot is the made-up one; left out: it is real. */
  readonly isSample?: true;
}

/** Nothing is known of this computer. */
const unknownComputer: FirstRunContext = {
  findings: [],
  isInstalled: () => null,
  folderOf: () => null,
  keyring: null,
  canStartAtLogin: false,
  showsNotifications: true,
  isOnline: true,
  isNewcomer: false,
};

/** Returns everything that the panel draws, from the same snapshot as the tray and the terminal. */
export function panelView(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  around: PanelContext,
  nowMs: number,
): PanelView {
  const hasAccounts = snapshot.accounts.length > 0;
  const isSample = around.isSample === true;
  const computer = around.firstRun ?? (hasAccounts ? null : unknownComputer);
  const firstRun = computer === null || isSample ? null : firstRunView(snapshot, settings, computer, locale, nowMs);
  const face = panelFace(snapshot, settings, locale, around, nowMs);
  const found = firstRun?.accounts.length ?? 0;
  return {
    ...face,
    title: found > 0 ? locale.t('title.found', { count: found }) : face.title,
    version: around.version,
    appearance: around.appearance,
    refreshing: around.refreshing,
    refreshEnabled: hasAccounts && !isSample && !around.refreshing,
    banners: problemsFirst([
      ...firstRunBanners(firstRun, snapshot, computer ?? unknownComputer, locale),
      ...around.banners,
    ]),
    firstRun,
    isSample,
  };
}
