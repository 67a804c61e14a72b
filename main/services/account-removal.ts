import { setTimeout as delay } from 'node:timers/promises';
import type { RemovalOutcome } from '../../core/accounts/addition.ts';
import { type AccountAnswer, removalAnswer } from '../../core/views/answers.ts';
import { createAddedAccounts } from './accounts.ts';
import { type AskOutcome, askApp } from '../node/api/client.ts';
import type { AccountRemoval, ApiHandlers } from '../node/api/routes.ts';
import { holdLock } from '../node/storage/process-lock.ts';
import type { Parts } from './create-services.ts';

/** Whether it was done, and the sentence for the user. */
export interface RemovalAnswer extends AccountAnswer {
  /** Nobody knows such an account. */
  readonly isUnknown: boolean;
}

/** The serving process waits for locks and for the key store. */
const answerWithinMs = 60_000;
/** A process that begins to serve has the lock before it answers. */
const silentForMs = 10_000;
const askEveryMs = 100;

/** Removes the account in this process, which serves the folder or holds its serving lock. */
export async function removeHere(parts: Parts, accountId: string): Promise<RemovalAnswer> {
  return answerOf(await createAddedAccounts(parts).remove(accountId), parts);
}

/**
 * Has the account removed by the process that serves the folder, because that one would write back what it
 * remembers. Where nobody serves, it is done here, and nobody begins to serve before it is done.
 */
export async function removeWhereServed(parts: Parts, accountId: string): Promise<RemovalAnswer> {
  const { paths } = parts;
  const label = labelOf(parts, accountId);
  const path = `/v1/accounts/${encodeURIComponent(accountId)}`;
  const untilMs = performance.now() + silentForMs;
  for (;;) {
    const asked = await askApp({ socketPath: paths.socket, method: 'DELETE', path, timeoutMs: answerWithinMs });
    if (!isNobodyThere(asked)) return answerOfServing(asked, label, parts);
    const lock = await holdLock(paths.servingLock, { waitMs: 0 });
    if (!('kind' in lock)) {
      try {
        return await removeHere(parts, accountId);
      } finally {
        lock.release();
      }
    }
    if (lock.kind === 'unavailable') return refused('removal.not-forgotten', label, parts);
    if (performance.now() >= untilMs) return refused('removal.not-answered', label, parts);
    await delay(askEveryMs);
  }
}

/** What the local interface does for a caller that wants an account removed. */
export function removalHandler(parts: Parts): ApiHandlers['removeAccount'] {
  return async (accountId): Promise<AccountRemoval> => {
    const outcome = await createAddedAccounts(parts).remove(accountId);
    const { ok, message } = answerOf(outcome, parts);
    if (outcome.kind === 'unknown-account') return { kind: 'unknown-account', message };
    if (!ok) return { kind: 'refused', message };
    return { kind: 'removed', message: outcome.kind === 'removed' && !outcome.keyIsGone ? message : null };
  };
}

/** Nobody of ours answers; whether somebody serves, the lock tells. */
function isNobodyThere(asked: AskOutcome): boolean {
  return asked.kind === 'not-running' || (asked.kind === 'fault' && ['denied', 'not-ours'].includes(asked.reason));
}

function answerOfServing(asked: AskOutcome, { text, isAdded }: Label, parts: Parts): RemovalAnswer {
  const { t } = parts.reader();
  if (asked.kind !== 'answer') return refused('removal.not-answered', { text, isAdded }, parts);
  const { status, body } = asked;
  if (status === 204) {
    const message = t(isAdded ? 'removal.removed' : 'removal.forgotten', { label: text });
    return { ok: true, message, isUnknown: false };
  }
  if (status === 404) return { ok: false, message: t('addition.unknown-account'), isUnknown: true };
  const { detail, removed } = (body ?? {}) as { readonly detail?: unknown; readonly removed?: unknown };
  const message = typeof detail === 'string' ? detail : t('removal.not-forgotten', { label: text });
  return { ok: removed === true, message, isUnknown: false };
}

function answerOf(outcome: RemovalOutcome, { reader }: Pick<Parts, 'reader'>): RemovalAnswer {
  return { ...removalAnswer(outcome, reader()), isUnknown: outcome.kind === 'unknown-account' };
}

function refused(
  key: 'removal.not-forgotten' | 'removal.not-answered',
  { text }: Label,
  { reader }: Pick<Parts, 'reader'>,
): RemovalAnswer {
  return { ok: false, message: reader().t(key, { label: text }), isUnknown: false };
}

interface Label {
  readonly text: string;
  /** It has a key of ours, and not a tool of its own. */
  readonly isAdded: boolean;
}

/** Read before the removal, after which nobody knows it. */
function labelOf(parts: Parts, accountId: string): Label {
  const isAdded = parts.added.list()?.some(({ id }) => id === accountId) ?? false;
  return { text: createAddedAccounts(parts).nameOf(accountId), isAdded };
}
