import { accountNamed } from '../../core/providers/account.ts';
import { assertNever } from '../../core/assert-never.ts';
import { type GuardAnswer, type GuardReason, judgeGuard } from '../../core/guard/guard.ts';
import { numberFormat } from '../../core/i18n/formatters.ts';
import type { LocaleContext, MessageKey } from '../../core/i18n/translate.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import { limitTitle } from '../../core/text/limit.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import { notNamed } from './account-argument.ts';
import { exitCode, printAs, printError } from './output.ts';
import type { AppHost, Declare } from './program.ts';

export interface GuardCommand {
  readonly kind: 'guard';
  /** Id or label; null: all accounts. */
  readonly account: string | null;
  readonly minLeftPercent: number | null;
  readonly any: boolean;
  readonly allowPaid: boolean;
  readonly failOpen: boolean;
  readonly json: boolean;
}

interface GuardOptions {
  readonly account?: string | null;
  readonly minLeft?: string | null;
  readonly any?: boolean;
  readonly allowPaid?: boolean;
  readonly failOpen?: boolean;
  readonly json?: boolean;
}

/** `guard`. */
export const declareGuard: Declare = (program, { t, examples, choose, refuse }) => {
  program
    .command('guard')
    .description(t('cli.guard'))
    .option('--account <account>', t('cli.guard.account'))
    .option('--min-left <percent>', t('cli.guard.min-left'))
    .option('--any', t('cli.guard.any'))
    .option('--allow-paid', t('cli.guard.allow-paid'))
    .option('--fail-open', t('cli.guard.fail-open'))
    .option('--json', t('cli.json'))
    .addHelpText('after', examples('quota-tray guard --account work --min-left 10 && codex'))
    .action((options: GuardOptions) => {
      const { account = null, minLeft = null, any = false, allowPaid = false } = options;
      const { failOpen = false, json = false } = options;
      if (minLeft !== null && !isPercent(minLeft)) refuse(t('cli.guard.min-left-form'));
      if (account === '') refuse(t('cli.error.needs-account', { command: '--account' }));
      const minLeftPercent = minLeft === null ? null : Number(minLeft);
      choose({ kind: 'guard', account, minLeftPercent, any, allowPaid, failOpen, json }, guard);
    });
};

function isPercent(text: string): boolean {
  return /^\d{1,3}(\.\d{1,6})?$/.test(text) && Number(text) <= 100;
}

/**
 * Prints whether enough is left to go on, and exits with 0, 1 or 69. The running app answers, else the same core in
 * this process. An unknown account is a bad argument, 64, whatever the other options are.
 */
export async function guard(host: AppHost, command: GuardCommand): Promise<number> {
  const { locale } = await host.stored();
  const { account, minLeftPercent, any, allowPaid, failOpen, json } = command;
  const snapshot = await freshSnapshot(host);
  const named = account === null ? null : accountNamed((snapshot ?? (await knownHere(host))).accounts, account);
  if (named !== null && named.kind !== 'account') {
    printError(notNamed(named, account ?? '', locale));
    return exitCode.badArguments;
  }
  const question = { minLeftPercent, any, allowPaid };
  const answer: GuardAnswer =
    snapshot === null
      ? { verdict: 'unknown', reason: null, accounts: [] }
      : judgeGuard({ accounts: named === null ? snapshot.accounts : [named.account] }, question, locale, Date.now());
  const nameOf = namesOf(snapshot?.accounts ?? [], locale);
  printAs(json, answer, () => answerText(answer, nameOf, locale));
  switch (answer.verdict) {
    case 'enough':
      return exitCode.done;
    case 'not-enough':
      return exitCode.no;
    case 'unknown':
      return failOpen ? exitCode.done : exitCode.unavailable;
    default:
      return assertNever(answer.verdict);
  }
}

async function freshSnapshot({ paths, stored, services }: AppHost): Promise<Snapshot | null> {
  const asked = await snapshotOfApp(paths().appSocket, false);
  if (asked.kind === 'snapshot') return asked.snapshot;
  if (asked.kind === 'not-running') return (await import('./snapshots.ts')).snapshotOnce(await services(), false);
  const { locale } = await stored();
  printError(locale.t('cli.app.fault', { reason: asked.reason }));
  return null;
}

async function knownHere({ services }: AppHost): Promise<Snapshot> {
  return (await import('./snapshots.ts')).knownSnapshot(await services());
}

type NameOf = (reason: GuardReason) => string | null;

const figureNames: Readonly<Record<string, MessageKey>> = {
  credits: 'credits.name',
  prepaid: 'prepaid.name',
  spend: 'spend.name',
  sessions: 'concurrency.name',
  ledger: 'ledger.name',
};

/** The name of the window or figure that decided. Its id is for programs. */
function namesOf(accounts: readonly AccountSnapshot[], locale: LocaleContext): NameOf {
  return ({ accountId, by }) => {
    const window = accounts.find(({ id }) => id === accountId)?.windows.find(({ id }) => id === by);
    if (window !== undefined) return limitTitle(window, locale);
    const key = figureNames[by ?? ''];
    return key === undefined ? by : locale.t(key);
  };
}

function answerText({ verdict, accounts }: GuardAnswer, nameOf: NameOf, locale: LocaleContext): string {
  const { t } = locale;
  if (accounts.length === 0) return t('cli.guard.no-account', { verdict: t(`cli.guard.${verdict}`) });
  return accounts.map((reason) => reasonText(reason, nameOf(reason), locale)).join('\n');
}

function reasonText(
  { label, verdict, leftPercent, needsMoreThanPercent, resetsAt, reason }: GuardReason,
  by: string | null,
  { t, formats }: LocaleContext,
): string {
  const percents = numberFormat(formats.numbers, { style: 'percent', maximumFractionDigits: 1 });
  const words = t(`cli.guard.${verdict}`);
  if (reason !== null) return t('cli.guard.reason', { label, verdict: words, reason: reason.text });
  const isShort = verdict === 'not-enough';
  const details = [
    leftPercent === null ? by : t('cli.guard.left', { name: by ?? '', percent: percents.format(leftPercent / 100) }),
    isShort && needsMoreThanPercent !== null
      ? t('cli.guard.needs', { percent: percents.format(needsMoreThanPercent / 100) })
      : null,
    isShort && resetsAt !== null ? t('cli.guard.resets', { time: resetsAt }) : null,
  ].filter((detail) => detail !== null);
  return by === null
    ? t('cli.guard.plain', { label, verdict: words })
    : t('cli.guard.details', { label, verdict: words, details: details.join(t('cli.guard.separator')) });
}
