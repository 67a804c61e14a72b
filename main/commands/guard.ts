import { accountNamed } from '../../core/accounts/choose-account.ts';
import { assertNever } from '../../core/assert-never.ts';
import { type GuardAnswer, type GuardReason, judgeGuard } from '../../core/guard/judge-guard.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import { windowName } from '../../core/text/window.ts';
import type { Reader } from '../../core/i18n/translate.ts';
import type { ServeCommand } from '../node/cli/serve-arguments.ts';
import { snapshotOfApp } from '../node/cli/status.ts';
import type { Parts } from '../parts.ts';
import { notNamed } from './account-named.ts';
import { knownSnapshot } from './known-snapshot.ts';
import { snapshotOnce } from './one-shot.ts';
import { exitCode, printAs, tell } from './output.ts';

const notEnough = 1;

/**
 * Whether there is enough left to go on: 0, 1 or 69, from the running app, else by the same core here. An
 * account that nobody knows is a bad argument, 64, whatever the other options say.
 */
export async function guard(parts: Parts, command: Extract<ServeCommand, { kind: 'guard' }>): Promise<number> {
  const { account, minLeftPercent, any, failOpen, json } = command;
  const snapshot = await freshSnapshot(parts);
  const meant = account === null ? null : accountNamed((snapshot ?? (await knownSnapshot(parts))).accounts, account);
  if (meant !== null && meant.kind !== 'account') {
    tell(notNamed(meant, account ?? '', parts.reader()));
    return exitCode.badArguments;
  }
  const question = { minLeftPercent, any };
  const answer: GuardAnswer =
    snapshot === null
      ? { verdict: 'unknown', reason: null, accounts: [] }
      : judgeGuard(
          { accounts: meant === null ? snapshot.accounts : [meant.account] },
          question,
          parts.reader(),
          parts.clock.nowMs(),
        );
  const nameOf = namesOf(snapshot?.accounts ?? [], parts.reader());
  printAs(json, answer, () => answerText(answer, nameOf));
  switch (answer.verdict) {
    case 'enough':
      return exitCode.done;
    case 'not-enough':
      return notEnough;
    case 'unknown':
      return failOpen ? exitCode.done : exitCode.unavailable;
    default:
      return assertNever(answer.verdict);
  }
}

async function freshSnapshot(parts: Parts): Promise<Snapshot | null> {
  const asked = await snapshotOfApp(parts.paths.socket, false);
  if (asked.kind === 'snapshot') return asked.snapshot;
  if (asked.kind === 'not-running') return snapshotOnce(parts, false);
  tell(`The running app could not be asked (${asked.reason}).`);
  return null;
}

const verdictWords = { enough: 'enough left', 'not-enough': 'not enough left', unknown: 'not known' } as const;

type NameOf = (reason: GuardReason) => string | null;

/** What decided, in words: a limit of a model or feature by its name, because its id is for programs. */
function namesOf(accounts: readonly AccountSnapshot[], reader: Reader): NameOf {
  return ({ accountId, by }) => {
    const window = accounts.find(({ id }) => id === accountId)?.windows.find(({ id }) => id === by);
    const isWord = by === null || /^[a-z\d-]+$/.test(by);
    return window === undefined || (window.name === null && isWord) ? by : windowName(window, reader);
  };
}

function answerText({ verdict, accounts }: GuardAnswer, nameOf: NameOf): string {
  if (accounts.length === 0) return `${verdictWords[verdict]}: no account is known`;
  return accounts.map((reason) => reasonText(reason, nameOf(reason))).join('\n');
}

function reasonText(
  { label, verdict, leftPercent, needsMoreThanPercent, resetsAt, reason }: GuardReason,
  by: string | null,
): string {
  if (reason !== null) return `${label}: ${verdictWords[verdict]}. ${reason.text}`;
  const left = leftPercent === null ? '' : ` ${rounded(leftPercent)}% left`;
  const needs =
    verdict === 'not-enough' && needsMoreThanPercent !== null ? `, needs more than ${needsMoreThanPercent}%` : '';
  const reset = verdict === 'not-enough' && resetsAt !== null ? `, resets at ${resetsAt}` : '';
  const cause = by === null ? '' : ` (${by}${left}${needs}${reset})`;
  return `${label}: ${verdictWords[verdict]}${cause}`;
}

function rounded(percent: number): string {
  return String(Math.round(percent * 10) / 10);
}
