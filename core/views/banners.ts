import { assertNever } from '../assert-never.ts';
import type { SlotStatus } from '../concurrency/slots.ts';
import { offerPage } from '../credits/grant-offer.ts';
import { dateTimeFormat } from '../i18n/formatters.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import type { Finding } from '../ports.ts';
import { providers } from '../providers/registry.ts';
import type { StorageProblem, StoredThing } from '../settings/storage-problem.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { credentialKey, keeperOf, signInCommandOf } from '../text/account-message.ts';
import { joinSentences } from '../text/layout.ts';
import { grantAmountText } from '../text/numbers.ts';
import { offerActions } from './account.ts';
import { savingStep } from './answers.ts';
import type { Banner } from './panel.ts';

/** What the app itself cannot do, or does in another way, on this computer. */
export type AppConcern =
  | 'home-gone'
  | 'other-serves'
  | 'no-tray'
  | 'no-notifications'
  | `login-item-${'foreign' | 'failed' | 'approval'}`
  | `port-${'in-use' | 'denied' | 'no-token' | 'other'}`;

/** Returns the banner of a process that gave way to a newer version of the app. */
export function newerServesBanner(version: string, { t }: LocaleContext): Banner {
  return { id: 'newer-serves', severity: 'problem', text: t('notice.newer-serves', { version }) };
}

/** Returns the banner about the app itself. `port` is the port of the local interface that a `port-…` is about. */
export function appBanner(concern: AppConcern, { t }: LocaleContext, port: number | null = null): Banner {
  switch (concern) {
    case 'no-tray':
    case 'no-notifications':
      return { id: concern, severity: 'hint', text: t(`notice.${concern}`), help: concern };
    case 'other-serves':
      return { id: concern, severity: 'hint', text: t('notice.other-serves') };
    case 'home-gone':
      return { id: concern, severity: 'problem', text: t('notice.home-gone') };
    case 'login-item-foreign':
    case 'login-item-failed':
    case 'login-item-approval':
      return { id: 'login-item', severity: 'problem', text: t(`notice.${concern}`) };
    default:
      return { id: 'api-port', severity: 'problem', text: t(`notice.${concern}`, { port: String(port) }) };
  }
}

/** Returns the banners with the problems first, each kind in its given order. */
export function problemsFirst(banners: readonly Banner[]): readonly Banner[] {
  const isProblem = ({ severity }: Banner): boolean => severity === 'problem';
  return [...banners.filter(isProblem), ...banners.filter((banner) => !isProblem(banner))];
}

/**
 * Returns for each problem with the app's own storage what happened, what it means and the next step. Each kind of
 * problem appears once, because one bad disk makes all files fail.
 */
export function storageBanners(problems: readonly StorageProblem[], locale: LocaleContext): readonly Banner[] {
  const notices = problems.map((problem) => ({
    id: idOf(problem),
    severity: storageSeverity(problem),
    text: storageText(problem, locale),
    ...(problem.kind === 'set-aside' || problem.kind === 'restored' ? { untilSeen: true as const } : {}),
  }));
  return [...new Map(notices.map((notice) => [notice.id, notice])).values()];
}

/** Returns `hint` only where nothing is lost and everything works: the last valid value of a setting is in use. */
function storageSeverity(problem: StorageProblem): Banner['severity'] {
  return problem.kind === 'setting-refused' && problem.setting !== 'ledgerUrl' ? 'hint' : 'problem';
}

/** Returns one id per kind if the same disk makes all files fail, else one per file or setting. */
function idOf(problem: StorageProblem): string {
  const key = storageKey(problem);
  if (problem.kind === 'setting-refused' || problem.kind === 'setting-cut') return `${key}:${problem.setting}`;
  const isOfOne = problem.kind === 'newer-version' || (problem.kind === 'not-read' && problem.cause === 'too-large');
  return isOfOne ? `${key}:${problem.what}` : key;
}

/** Returns a banner with its place for each sign-in that cannot be used and that belongs to no known account. */
export function findingBanners(findings: readonly Finding[], { t }: LocaleContext): readonly Banner[] {
  const signedIn = new Set(
    findings.filter(({ outcome }) => outcome.kind === 'account').map(({ provider }) => provider),
  );
  return findings.flatMap(({ provider, place, outcome }): readonly Banner[] => {
    if (outcome.kind !== 'problem' || (outcome.problem === 'api-key-only' && signedIn.has(provider))) return [];
    // If the account is known, its card reports the problem.
    if (outcome.account !== undefined || outcome.isHarmless === true) return [];
    const found = providers[provider];
    const sentence = t(credentialKey(outcome.problem, found), {
      command: signInCommandOf(found),
      program: keeperOf(found),
    });
    return [
      {
        id: `finding:${provider}:${place}`,
        severity: outcome.problem === 'api-key-only' ? 'hint' : 'problem',
        text: t('text.labelled', { label: t('text.noted', { text: found.displayName, note: place }), text: sentence }),
      },
    ];
  });
}

function storageText(problem: StorageProblem, locale: LocaleContext): string {
  const keys = [lossKey(problem), stepKey(problem)].flatMap((key) => key ?? []);
  return joinSentences(
    [locale.t(storageKey(problem), valuesOf(problem, locale)), ...keys.map((key) => locale.t(key))],
    locale,
  );
}

/** Returns what the user loses; null: nothing, or the sentence about the problem says it. */
function lossKey(problem: StorageProblem): MessageKey | null {
  return problem.kind === 'not-saved' && problem.cause !== 'busy' ? 'notice.lost-at-quit' : null;
}

/** Returns the next step; null: there is none, or the sentence about the problem names it. */
function stepKey(problem: StorageProblem): MessageKey | null {
  switch (problem.kind) {
    case 'not-saved':
      return savingStep(problem.cause);
    case 'not-read':
      return ['secrets', 'ledger'].includes(problem.what) || problem.cause === 'too-large'
        ? null
        : 'notice.step-not-read';
    case 'database-unavailable':
      return 'notice.step-database';
    case 'set-aside':
    case 'restored':
    case 'setting-refused':
    case 'setting-cut':
    case 'newer-version':
    case 'newer-folder':
      return null;
    default:
      return assertNever(problem);
  }
}

function storageKey(problem: StorageProblem): MessageKey {
  switch (problem.kind) {
    case 'set-aside':
      return `notice.set-aside-${problem.what}`;
    case 'restored':
      return problem.what === 'ledger' && problem.movedTo === null
        ? 'notice.restored-ledger-gone'
        : `notice.restored-${problem.what}`;
    case 'not-read':
      return problem.cause === 'too-large' ? 'notice.too-large' : `notice.not-read-${problem.what}`;
    case 'setting-refused':
      return problem.setting === 'ledgerUrl' ? 'notice.setting-refused-ledger' : 'notice.setting-refused';
    case 'setting-cut':
      return 'notice.setting-cut';
    case 'newer-version':
      return 'notice.newer-version';
    case 'newer-folder':
      return problem.writtenBy === null ? 'notice.newer-folder-unnamed' : 'notice.newer-folder';
    case 'not-saved':
      return `notice.not-saved-${problem.cause}`;
    case 'database-unavailable':
      return 'notice.database-unavailable';
    default:
      return assertNever(problem);
  }
}

/** The names of the files as the user sees them in the data folder. */
const fileNames: Readonly<Record<StoredThing, string>> = {
  settings: 'settings.json',
  'added-accounts': 'accounts.json',
  secrets: 'secrets.json',
  database: 'quota-tray.db',
  account: 'cache/accounts',
  rates: 'rates.json',
  ledger: 'ledger.db',
  slots: 'slots.json',
  history: 'history.db',
  stamp: 'version.json',
};

function valuesOf(problem: StorageProblem, { formats, timeZone }: LocaleContext): Readonly<Record<string, string>> {
  if (problem.kind === 'set-aside') return { file: problem.movedTo };
  if (problem.kind === 'newer-version') return { file: problem.file };
  if (problem.kind === 'newer-folder')
    return { folder: problem.folder, own: problem.own, version: problem.writtenBy ?? '' };
  if (problem.kind === 'setting-refused') return { setting: problem.setting };
  if (problem.kind === 'setting-cut') return { setting: problem.setting, most: String(problem.most) };
  if (problem.kind === 'not-read') return { file: fileNames[problem.what] };
  if (problem.kind !== 'restored') return {};
  const time = dateTimeFormat(formats.times, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return { file: problem.movedTo ?? '', copy: problem.takenFrom, time: time.format(problem.copyOfMs) };
}

/** Returns a banner for each lowered limit. The banner stays until the user sets a limit. */
export function slotBanners(statuses: readonly SlotStatus[], { t }: LocaleContext): readonly Banner[] {
  return statuses.flatMap(({ accountId, label, limit, autoReducedFrom }) =>
    autoReducedFrom === undefined || limit === null
      ? []
      : [
          {
            id: `slots:${accountId}`,
            severity: 'hint' as const,
            text: t('notice.slots-reduced', { account: label, limit: `${limit}`, from: `${autoReducedFrom}` }),
          },
        ],
  );
}

/** Returns the id of the one account whose offer may be promoted now; null: none. */
export function promotedAccount({ accounts }: Snapshot): string | null {
  const promoted = accounts.find(({ provider, grant }) => grant?.promoted === true && offerPage(provider) !== null);
  return promoted?.id ?? null;
}

/** Returns the tip at the top of the panel; null when the account has no offer. */
export function offerTip({ accounts }: Snapshot, accountId: string, locale: LocaleContext): Banner | null {
  const account = accounts.find(({ id }) => id === accountId);
  const amount = account === undefined ? null : offeredAmount(account, locale);
  if (account === undefined || amount === null) return null;
  const { id, label } = account;
  return {
    id: `offer:${id}`,
    severity: 'hint',
    text: locale.t('tip.grant', { label, amount }),
    actions: offerActions(locale),
    account: { id, label },
  };
}

function offeredAmount({ grant }: AccountSnapshot, { formats }: LocaleContext): string | null {
  if (grant === null || !grant.available || grant.granted || grant.dismissed) return null;
  return grantAmountText(grant.amountMinorUnits, grant.currency, formats.money);
}
