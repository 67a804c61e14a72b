import { assertNever } from '../assert-never.ts';
import { plainStyle, tableLines, type TerminalStyle } from '../text/table.ts';
import type { Account } from '../providers/account.ts';
import type { Finding, VaultProtection } from '../ports.ts';
import { providers } from '../providers/registry.ts';
import type { StorageCheck, StorageProblem } from '../settings/storage-problem.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { joinSentences } from '../text/layout.ts';
import { credentialKey, keeperOf, signInCommandOf } from '../text/account-message.ts';
import { providerTitle } from './account.ts';
import { storageBanners } from './banners.ts';
import { accountChecks, type DoctorAccount } from './doctor-accounts.ts';
import type { Snapshot } from '../snapshot/schema.ts';

/** The checks of this installation; `doctor --json` prints them. The report contains no secret. */
export interface DoctorReport {
  readonly schemaVersion: 1;
  readonly generatedAt: string;
  readonly version: string;
  readonly checks: readonly DoctorCheck[];
}

/** One line of the report: what was checked, whether it works, and a text about it. */
export interface DoctorCheck {
  readonly id: string;
  readonly name: string;
  readonly state: 'ok' | 'problem' | 'unknown';
  readonly text: string;
}

/** A part of the report that could not be made, with the name of the error. */
export interface DoctorFailure {
  readonly part: 'start' | 'app' | 'accounts' | 'secrets' | 'desktop' | 'storage';
  readonly cause: string;
}

/** What the report needs to know about this computer; null: this process cannot find it out. */
export interface DoctorFacts {
  readonly version: string;
  readonly runtime: string;
  readonly home: string;
  readonly folder: 'writable' | 'unwritable' | 'not-a-folder';
  /** False: the system names no usable time zone, so clock times are in UTC. */
  readonly timeZoneIsKnown: boolean;
  readonly appIsRunning: boolean;
  readonly problems: readonly StorageProblem[];
  /** The folder of the copies that were made before an update changed a store, and how many there are. */
  readonly copies: { readonly folder: string; readonly count: number };
  /** What a test entry showed. Null: it could not be tried. */
  readonly storage: StorageCheck | null;
  readonly findings: readonly Finding[];
  readonly trayHost: boolean | null;
  readonly notifications: boolean | null;
  /** The accounts that this process knows. */
  readonly accounts: readonly DoctorAccount[];
  readonly secrets: VaultProtection;
  readonly failures: readonly DoctorFailure[];
}

/** Returns the report on this computer and on the accounts of the snapshot. */
export function doctorReport(
  facts: DoctorFacts,
  snapshot: Snapshot,
  locale: LocaleContext,
  nowMs: number,
): DoctorReport {
  const { t } = locale;
  return {
    schemaVersion: 1,
    generatedAt: snapshot.generatedAt,
    version: facts.version,
    checks: [
      {
        id: 'app',
        name: t('doctor.app'),
        state: 'ok',
        text: t(facts.appIsRunning ? 'doctor.app-running' : 'doctor.app-not-running'),
      },
      { id: 'runtime', name: t('doctor.runtime'), state: 'ok', text: facts.runtime },
      {
        id: 'data-folder',
        name: t('doctor.data-folder'),
        state: facts.folder === 'writable' ? 'ok' : 'problem',
        text:
          facts.folder === 'writable' ? facts.home : t(`doctor.data-folder-${facts.folder}`, { folder: facts.home }),
      },
      {
        id: 'time-zone',
        name: t('doctor.time-zone'),
        state: facts.timeZoneIsKnown ? 'ok' : 'problem',
        text: facts.timeZoneIsKnown ? locale.timeZone : t('doctor.time-zone-unknown'),
      },
      ...facts.failures.map((failure) => failureCheck(failure, locale)),
      ...storageChecks(facts, locale),
      ...copyChecks(facts.copies, locale),
      known('tray', t('doctor.tray'), facts.trayHost, ['doctor.tray-present', 'doctor.tray-absent'], locale),
      known(
        'notifications',
        t('doctor.notifications'),
        facts.notifications,
        ['doctor.notifications-present', 'doctor.notifications-absent'],
        locale,
      ),
      secretsCheck(facts.secrets, locale),
      ...facts.findings.map((finding) => findingCheck(finding, locale, nameIn(snapshot, locale))),
      ...snapshot.accounts.flatMap((account) => {
        const polled = facts.accounts.find(({ id }) => id === account.id) ?? null;
        return accountChecks(account, polled, locale, nowMs);
      }),
    ],
  };
}

/** Returns the report as text: a table on a terminal, one line per check in a pipe. */
export function doctorText(report: DoctorReport, { t }: LocaleContext, style: TerminalStyle = plainStyle): string {
  const title = `Quota Tray ${report.version}`;
  if (style.columns === null) {
    const lines = report.checks.map(
      ({ name, state, text }) =>
        `${marks[state]} ${t(`doctor.${state}`)}  ${t('text.labelled', { label: name, text })}`,
    );
    return [title, ...lines].join('\n');
  }
  const columns = [
    { title: t('cli.column.state') },
    { title: t('cli.column.check'), fit: 'wrap' },
    { title: t('cli.column.result'), fit: 'wrap' },
  ] as const;
  const rows = report.checks.map(({ name, state, text }) => [
    { text: `${marks[state]} ${t(`doctor.${state}`)}`, colour: colours[state] },
    name,
    text,
  ]);
  return [title, '', ...tableLines(columns, rows, style)].join('\n');
}

const marks = { ok: '✓', problem: '✗', unknown: '?' } as const;
const colours = { ok: 'good', problem: 'critical', unknown: 'faint' } as const;

/** Returns true when at least one check found a problem. */
export function hasProblem({ checks }: DoctorReport): boolean {
  return checks.some(({ state }) => state === 'problem');
}

function failureCheck({ part, cause }: DoctorFailure, { t }: LocaleContext): DoctorCheck {
  return {
    id: `failed:${part}`,
    name: t(`doctor.part-${part}`),
    state: 'problem',
    text: t('doctor.failed', { cause }),
  };
}

function storageChecks({ problems, storage, home }: DoctorFacts, locale: LocaleContext): readonly DoctorCheck[] {
  const { t } = locale;
  const name = t('doctor.storage');
  const banners = problemChecks(problems, name, locale);
  if (storage === null)
    return banners.length > 0 ? banners : [{ id: 'storage', name, state: 'unknown', text: t('doctor.unknown') }];
  switch (storage.kind) {
    case 'works':
      return banners.length > 0 ? banners : [{ id: 'storage', name, state: 'ok', text: t('doctor.storage-ok') }];
    case 'not-loaded':
    case 'not-stored': {
      const text = t(`doctor.storage-${storage.kind}`, { cause: storage.cause, folder: home });
      return [{ id: 'storage', name, state: 'problem', text }, ...banners];
    }
    default:
      return assertNever(storage);
  }
}

function copyChecks({ folder, count }: DoctorFacts['copies'], { t }: LocaleContext): readonly DoctorCheck[] {
  if (count === 0) return [];
  return [{ id: 'copies', name: t('doctor.copies'), state: 'ok', text: t('doctor.copies-kept', { folder, count }) }];
}

/** Returns a line for each problem with the app's own files, with its next step. One bad disk is one line. */
function problemChecks(
  problems: readonly StorageProblem[],
  name: string,
  locale: LocaleContext,
): readonly DoctorCheck[] {
  const checks = problems.flatMap((problem) => {
    return storageBanners([problem], locale).map(({ id, text, untilSeen }): DoctorCheck => ({
      ...{ id: `storage:${id}`, name, state: 'problem' },
      text: joinSentences([text, untilSeen === true ? locale.t('doctor.step-seen') : null], locale),
    }));
  });
  return [...new Map(checks.map((check) => [check.id, check])).values()];
}

function known(
  id: string,
  name: string,
  present: boolean | null,
  [yes, no]: readonly [
    'doctor.tray-present' | 'doctor.notifications-present',
    'doctor.tray-absent' | 'doctor.notifications-absent',
  ],
  { t }: LocaleContext,
): DoctorCheck {
  if (present === null) return { id, name, state: 'unknown', text: t('doctor.no-bus') };
  return { id, name, state: present ? 'ok' : 'problem', text: t(present ? yes : no) };
}

function secretsCheck(secrets: DoctorFacts['secrets'], { t }: LocaleContext): DoctorCheck {
  const name = t('doctor.secrets');
  const state = secrets === 'protected' ? 'ok' : secrets === 'startable' ? 'unknown' : 'problem';
  return { id: 'secrets', name, state, text: t(`doctor.secrets-${secrets}`) };
}

/**
 * Returns a function that names an account as the other lines of the report do. An account without figures gets its own
 * label, or its id while personal data is hidden.
 */
function nameIn({ accounts }: Snapshot, { hidesAmounts = false }: LocaleContext): (account: Account) => string {
  return ({ id, label }) => accounts.find((account) => account.id === id)?.label ?? (hidesAmounts ? id : label);
}

/**
 * Returns the check of one place where the app looked for a sign-in. `accounts discover` uses the same texts.
 *
 * @param nameOf Returns the name of the account that the app found there.
 */
export function findingCheck(
  { provider, place, outcome }: Finding,
  { t }: LocaleContext,
  nameOf: (account: Account) => string = ({ label }) => label,
): DoctorCheck {
  const found = providers[provider];
  const account = outcome.kind === 'nothing' ? undefined : outcome.account;
  const isKey = found.key !== undefined && account !== undefined;
  const name = t('text.noted', {
    text: `${t(isKey ? 'doctor.key' : 'doctor.sign-in')} ${providerTitle(provider, { t })}`,
    note: place,
  });
  // One place may have several keys.
  const id = isKey ? `key:${account.id}` : `sign-in:${provider}:${place}`;
  if (outcome.kind === 'account')
    return { id, name, state: 'ok', text: t('discover.found', { label: nameOf(outcome.account) }) };
  if (outcome.kind === 'nothing') return { id, name, state: 'unknown', text: t('discover.nothing') };
  return {
    id,
    name,
    // The app found the account anyway, or is about to find it, so the user has nothing to repair.
    state: outcome.isHarmless === true || outcome.problem === 'unidentified' ? 'unknown' : 'problem',
    text: t(credentialKey(outcome.problem, found), { command: signInCommandOf(found), program: keeperOf(found) }),
  };
}
