import type { LocaleContext } from '../i18n/translate.ts';
import type { Finding, VaultProtection } from '../ports.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider, toolProviders } from '../providers/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { credentialKey, signInCommandOf } from '../text/account-message.ts';
import { joinWithDot } from '../text/layout.ts';
import { percentText } from '../text/numbers.ts';
import { planText, stateText } from './account.ts';
import { keyringProblem } from './key-storage.ts';
import type { Banner } from './panel.ts';
import type { TileView } from './panel-model.ts';
import { nameParts, tileOf } from './row.ts';

/** What a newcomer sees instead of the list, until they press *Done*. */
export interface FirstRunView {
  /** `welcome`: there is no account yet. `found`: there are accounts, and the user has not seen this page yet. */
  readonly step: 'welcome' | 'found';
  /** The tools that sign in by themselves, with what was found. Only in `welcome`. */
  readonly tools: readonly ToolLineView[];
  /** The accounts that were found. Only in `found`. */
  readonly accounts: readonly FoundAccountView[];
  /** Services that the user can add with a key. Only in `welcome`. */
  readonly keys: readonly { readonly provider: ProviderId; readonly tile: TileView; readonly name: string }[];
  /** Why no key could be kept now; null: the keyring works, or nothing is known of it. */
  readonly keyringText: string | null;
  readonly choices: FirstChoices;
}

/** One tool on this computer. */
export interface ToolLineView {
  readonly provider: ProviderId;
  readonly tile: TileView;
  readonly name: string;
  /** What was found: not installed, installed and not signed in, or why its sign-in cannot be used. */
  readonly text: string;
  /** The command that signs in; null: the tool is not installed. */
  readonly command: string | null;
}

/** An account that was found. */
export interface FoundAccountView {
  readonly id: string;
  readonly tile: TileView;
  readonly name: string;
  readonly domain: string | null;
  /** The plan and the folder: `Claude Max 20× · ~/.claude`; with its state where it cannot be read. */
  readonly text: string;
  /** The command that signs in again; null: the account needs nothing. */
  readonly provider: ProviderId | null;
  readonly command: string | null;
}

/** The choices of the first run with their present values. */
export interface FirstChoices {
  /** Null: this installation cannot start at login. */
  readonly startAtLogin: boolean | null;
  /** Null: this desktop shows no notifications. */
  readonly notifications: boolean | null;
  /** When a notification comes: `at 20% and 5% left, once each`. */
  readonly notificationsText: string;
  readonly checkForUpdates: boolean;
  readonly iconStyle: Settings['iconStyle'];
}

/** What the first run needs to know beside the snapshot. */
export interface FirstRunContext {
  readonly findings: readonly Finding[];
  /** Whether the tool of a provider is installed; null: not known yet. */
  readonly isInstalled: (provider: ProviderId) => boolean | null;
  /** The folder of an account's sign-in; null: it has none, or names are hidden. */
  readonly folderOf: (accountId: string) => string | null;
  /** How well a new key would be protected; null: not known yet. */
  readonly keyring: VaultProtection | null;
  readonly canStartAtLogin: boolean;
  readonly showsNotifications: boolean;
  readonly isOnline: boolean;
  /** False: the user pressed *Done*, or had settings before there was a first run. */
  readonly isNewcomer: boolean;
}

/** The pages with the next step for something that this computer lacks. */
export type HelpTopic = 'no-tray' | 'no-notifications' | 'no-keyring' | 'offline' | 'signed-out';

/** The services with a key that a newcomer is shown. */
export const firstRunServices: readonly ProviderId[] = ['openrouter', 'deepseek', 'kimi', 'zai', 'relay'];

/** Returns what a newcomer sees instead of the list; null: they have accounts and have pressed *Done*. */
export function firstRunView(
  snapshot: Snapshot,
  settings: Settings,
  context: FirstRunContext,
  locale: LocaleContext,
  nowMs: number,
): FirstRunView | null {
  const { accounts } = snapshot;
  const choices = choicesOf(settings, context, locale);
  if (accounts.length > 0) {
    if (!context.isNewcomer) return null;
    const found = accounts.map((account) => foundAccount(account, settings, context, locale, nowMs));
    return { step: 'found', tools: [], accounts: found, keys: [], keyringText: null, choices };
  }
  return {
    step: 'welcome',
    tools: toolProviders.flatMap((provider) => toolLine(provider, context, locale) ?? []),
    accounts: [],
    keys: firstRunServices.flatMap((provider) => {
      const name = findProvider(provider)?.displayName;
      return name === undefined
        ? []
        : [{ provider, tile: tileOf({ id: provider, provider }, { accountTiles: {} }), name }];
    }),
    keyringText: context.keyring === null ? null : keyringProblem(context.keyring, locale),
    choices,
  };
}

/** Returns the messages of the first run: the computer is offline, or every account that was found is signed out. */
export function firstRunBanners(
  view: FirstRunView | null,
  { accounts }: Snapshot,
  { isOnline }: Pick<FirstRunContext, 'isOnline'>,
  { t }: LocaleContext,
): readonly Banner[] {
  if (view === null) return [];
  if (!isOnline) return [{ id: 'offline', severity: 'hint', text: t('notice.offline'), help: 'offline' }];
  const areSignedOut = accounts.length > 0 && accounts.every(({ state }) => state === 'signed-out');
  if (!areSignedOut) return [];
  return [{ id: 'signed-out', severity: 'problem', text: t('notice.signed-out'), help: 'signed-out' }];
}

function choicesOf(settings: Settings, context: FirstRunContext, locale: LocaleContext): FirstChoices {
  const steps = settings.alertAtPercent;
  const isLeft = settings.meterShows === 'left';
  const shownSteps = isLeft ? steps.map((percent) => 100 - percent) : steps;
  return {
    startAtLogin: context.canStartAtLogin ? settings.startAtLogin : null,
    notifications: context.showsNotifications ? settings.notifications : null,
    notificationsText:
      steps.length === 0
        ? locale.t('first-run.alert-used-up')
        : locale.t(isLeft ? 'first-run.alert-at-left' : 'first-run.alert-at', { steps: listText(shownSteps, locale) }),
    checkForUpdates: settings.checkForUpdates,
    iconStyle: settings.iconStyle,
  };
}

function listText(percents: readonly number[], locale: LocaleContext): string {
  const texts = percents.map((percent) => percentText(percent, locale));
  return new Intl.ListFormat(locale.language, { type: 'conjunction' }).format(texts);
}

function toolLine(provider: Provider, context: FirstRunContext, { t }: LocaleContext): ToolLineView | null {
  const { id, tool, displayName } = provider;
  if (tool === undefined) return null;
  const problem = context.findings.find(
    (finding) => finding.provider === id && finding.outcome.kind === 'problem' && finding.outcome.isRemark !== true,
  );
  const command = signInCommandOf(provider);
  const base = {
    provider: id,
    tile: { text: provider.tile, provider: id },
    name: tool.resetCommand?.program ?? displayName,
  };
  if (problem?.outcome.kind === 'problem') {
    return { ...base, text: t(credentialKey(problem.outcome.problem, provider), { command }), command };
  }
  return context.isInstalled(id) === false
    ? { ...base, text: t('first-run.not-installed'), command: null }
    : { ...base, text: t('first-run.not-signed-in'), command };
}

function foundAccount(
  account: AccountSnapshot,
  settings: Settings,
  context: FirstRunContext,
  locale: LocaleContext,
  nowMs: number,
): FoundAccountView {
  const provider = findProvider(account.provider);
  const isSignedOut = standingOf(account) === 'needs-you' && provider !== null && provider.signInCommand !== null;
  const state =
    account.state === 'not-measured' || account.state === 'stale' ? null : stateText(account, locale, nowMs);
  return {
    id: account.id,
    tile: tileOf(account, settings),
    ...nameParts(account.label),
    text: joinWithDot([state, planText(account), context.folderOf(account.id)], locale),
    provider: isSignedOut ? provider.id : null,
    command: isSignedOut ? signInCommandOf(provider) : null,
  };
}
