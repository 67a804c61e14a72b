import type { SourceReport, SourceReports } from '../accounts/source-reports.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { SettledPollStatus } from '../polling/endpoint.ts';
import type { NextPoll } from '../polling/next-poll.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { joinWithDot, listText } from '../text/layout.ts';
import { nextPollText } from '../text/next-poll.ts';
import { ago, clockTime } from '../text/times.ts';
import { type Source, sources } from '../usage/fact.ts';
import { serviceName } from './account.ts';
import type { DoctorCheck } from './doctor.ts';

/** What the report needs to know about the polling of one account. */
export interface DoctorAccount {
  readonly id: string;
  /** Names and types of the fields that were missing or unrecognized in the newest answer. */
  readonly unrecognizedPaths: readonly string[];
  /** When and why the app polls usage next; null: this process does not poll. */
  readonly outlook: NextPoll | null;
  /** The secondary endpoints. */
  readonly secondary: readonly DoctorEndpoint[];
  /** The last answer of each source. */
  readonly sources: SourceReports;
}

/** What the report needs to know about one secondary endpoint. */
export interface DoctorEndpoint {
  readonly id: string;
  readonly link: SettledPollStatus['kind'];
  /** When the newest good answer was requested, epoch ms; null: never. */
  readonly answeredAtMs: number | null;
  readonly outlook: NextPoll | null;
}

/**
 * Returns the checks of one account: its usage endpoint, its other endpoints, its sources and the fields of its answers.
 *
 * @param known What this process knows beside the snapshot; null: nothing.
 */
export function accountChecks(
  account: AccountSnapshot,
  known: DoctorAccount | null,
  locale: LocaleContext,
  nowMs: number,
): readonly DoctorCheck[] {
  const endpoint = endpointCheck(account, known?.outlook ?? null, locale, nowMs);
  if (known === null) return [endpoint];
  return [
    endpoint,
    ...known.secondary.map((each) => secondaryCheck(account, each, locale, nowMs)),
    ...sourcesCheck(account, known.sources, locale, nowMs),
    ...fieldsChecks(account, known.unrecognizedPaths, locale),
  ];
}

function endpointCheck(
  account: AccountSnapshot,
  outlook: NextPoll | null,
  locale: LocaleContext,
  nowMs: number,
): DoctorCheck {
  const { t } = locale;
  const works = account.state === 'fresh' || account.state === 'stale';
  const age =
    account.fetchedAt === null
      ? null
      : t('doctor.answered', { age: ago(Date.parse(account.fetchedAt), nowMs, locale) });
  const next =
    account.nextRefreshAt === null
      ? null
      : t('doctor.next', { time: clockTime(Date.parse(account.nextRefreshAt), nowMs, locale) });
  const turn = outlook === null ? next : nextPollText(outlook, locale, nowMs);
  return {
    id: `endpoint:${account.id}:usage`,
    name: `${t('doctor.endpoint')} ${account.label}`,
    state: works ? 'ok' : account.state === 'not-measured' ? 'unknown' : 'problem',
    text: joinWithDot([works ? age : (account.message ?? t('doctor.never-asked')), turn]),
  };
}

/** Returns the check of a secondary endpoint, under its own name. Its failure is no problem of the account. */
function secondaryCheck(
  account: AccountSnapshot,
  endpoint: DoctorEndpoint,
  locale: LocaleContext,
  nowMs: number,
): DoctorCheck {
  const { t } = locale;
  const { id, link, answeredAtMs, outlook } = endpoint;
  const hasFailed = link !== 'idle';
  const age = answeredAtMs === null ? null : t('doctor.answered', { age: ago(answeredAtMs, nowMs, locale) });
  return {
    id: `endpoint:${account.id}:${id}`,
    name: t('text.noted', { text: `${t('doctor.endpoint')} ${account.label}`, note: id }),
    state: hasFailed ? 'problem' : age === null ? 'unknown' : 'ok',
    text: joinWithDot([
      hasFailed ? t('doctor.secondary-failed') : (age ?? t('doctor.never-asked')),
      hasFailed && answeredAtMs !== null ? t('doctor.last-good', { age: ago(answeredAtMs, nowMs, locale) }) : null,
      outlook === null ? null : nextPollText(outlook, locale, nowMs),
    ]),
  };
}

/**
 * Returns the last answer of each source of an account, in one line. A tool without an answer is no problem while another
 * source has figures. Empty when no source answered yet.
 */
function sourcesCheck(
  account: AccountSnapshot,
  reports: SourceReports,
  locale: LocaleContext,
  nowMs: number,
): readonly DoctorCheck[] {
  const { t } = locale;
  const lines = sources.flatMap((source) => {
    const report = reports[source];
    return report === undefined ? [] : [sourceText(account, source, report, locale, nowMs)];
  });
  if (lines.length === 0) return [];
  const isAnswered = sources.some((source) => reports[source] !== undefined && reports[source].failure === undefined);
  return [
    {
      id: `sources:${account.id}`,
      name: `${t('doctor.sources')} ${account.label}`,
      state: isAnswered ? 'ok' : 'unknown',
      text: joinWithDot(lines),
    },
  ];
}

function sourceText(
  account: AccountSnapshot,
  source: Source,
  report: SourceReport,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  const { asOfMs, failure } = report;
  const name = t(`source.${source}`, { service: serviceName(account) });
  const age = asOfMs === null ? null : ago(asOfMs, nowMs, locale);
  if (failure === undefined) return t('doctor.source', { source: name, age: age ?? t('time.unknown') });
  const reason = t(`tool-failure.${failure.why}`);
  const time = clockTime(failure.asOfMs, nowMs, locale);
  if (age === null) return t('doctor.source-failed', { source: name, reason, time });
  return t('doctor.source-failed-later', { source: name, reason, time, age });
}

/** Returns a check whether the app understood the whole newest answer; empty when there was no answer. */
function fieldsChecks(
  account: AccountSnapshot,
  unrecognizedPaths: readonly string[],
  locale: LocaleContext,
): readonly DoctorCheck[] {
  const { t } = locale;
  if (account.fetchedAt === null && unrecognizedPaths.length === 0) return [];
  const isWhole = unrecognizedPaths.length === 0;
  return [
    {
      id: `fields:${account.id}:usage`,
      name: `${t('doctor.fields')} ${account.label}`,
      state: isWhole ? 'ok' : 'problem',
      text: isWhole
        ? t('doctor.fields-understood')
        : t('doctor.fields-odd', { fields: listText(unrecognizedPaths, locale) }),
    },
  ];
}
