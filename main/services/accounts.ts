import { setTimeout as delay } from 'node:timers/promises';

import type { Account } from '../../core/accounts/account.ts';
import {
  accountOf,
  type AddedAccount,
  type Addition,
  type AdditionCheck,
  type AdditionOutcome,
  isUsableKey,
  type RemovalOutcome,
} from '../../core/accounts/added-account.ts';
import type { Http } from '../../core/ports.ts';
import { providers } from '../../core/providers/registry.ts';
import { accountNameOf } from '../../core/settings/accounts.ts';
import { type AccountAnswer, removalAnswer } from '../../core/views/answers.ts';
import { validateAddition } from '../node/accounts/addition.ts';
import { askApp, type AppResponse } from '../node/api/client.ts';
import type { AccountRemoval, ApiHandlers } from '../node/api/routes.ts';
import { holdLock } from '../node/storage/process-lock.ts';
import type { Services } from './create-services.ts';
import { usageEndpointId } from '../../core/polling/endpoint.ts';

type AccountServices = Pick<
  Services,
  'addedAccounts' | 'vault' | 'httpWithKey' | 'engine' | 'settings' | 'accountStores' | 'clock'
>;

/** How a key is to be kept; `unprotected`: in a file, whatever the system offers. */
interface KeyStorage {
  readonly unprotected: boolean;
}

interface AddedAccounts {
  /** As every view calls the account; one that is not known here has its id. */
  readonly nameOf: (accountId: string) => string;
  readonly add: (addition: Addition, keeping?: KeyStorage) => Promise<AdditionOutcome>;
  /** A new key for an account that was added before. */
  readonly giveKey: (accountId: string, key: string) => Promise<AdditionOutcome>;
  /** Takes out an account with its key and everything that is known of it. One that its tool signs in comes back. */
  readonly remove: (accountId: string) => Promise<RemovalOutcome>;
}

/** Adds and removes accounts: for the settings window and the command line alike. */
export function createAddedAccounts(parts: AccountServices): AddedAccounts {
  const { addedAccounts: added, vault, engine, settings, clock } = parts;

  /** As every view calls it: told apart from the others, of which some may not have been looked for yet. */
  const nameOf = (accountId: string, own: Account | null = null): string => {
    const listed = (added.list() ?? []).map(accountOf);
    const all = [...(own === null ? [] : [own]), ...listed, ...engine.accounts().map(({ account }) => account)];
    const accounts = new Map(all.map((account) => [account.id, account]));
    return accountNameOf(accountId, [...accounts.values()], settings.get());
  };

  const save = async (account: AddedAccount, key: string, keeping: KeyStorage): Promise<AdditionOutcome> => {
    const check = await checkOf(account, parts.httpWithKey(key), clock.nowMs());
    if (check.kind === 'refused') return { kind: 'key-refused', provider: account.provider, status: check.status };
    const isNew = added.list()?.every(({ id }) => id !== account.id) ?? true;
    const kept = key === '' ? null : await vault.set(account.id, key, keeping);
    if (kept?.kind === 'refused') return { kind: 'key-not-kept', because: kept.because };
    if (kept?.kind === 'failed') return { kind: 'key-not-kept', because: 'failed' };
    const saving = await added.put(account);
    if (!saving.ok) {
      if (isNew && kept !== null) await vault.delete(account.id);
      return { kind: 'not-saved', cause: saving.cause };
    }
    const { id: accountId, provider } = account;
    const isProtected = kept === null || kept.protection === 'protected';
    const label = nameOf(accountId, accountOf(account));
    return { kind: 'saved', accountId, provider, label, isNew, isProtected, check };
  };

  return {
    nameOf,
    add: async (addition, keeping = { unprotected: false }) => {
      const judged = validateAddition(addition, added.list() ?? [], settings.get().accountLabels, clock.nowMs());
      return judged.kind === 'invalid' ? judged : save(judged.account, addition.key, keeping);
    },
    giveKey: async (accountId, key) => {
      const account = added.list()?.find(({ id }) => id === accountId);
      if (account === undefined) return { kind: 'unknown-account' };
      if (!isUsableKey(key)) return { kind: 'invalid', problem: 'key-form', provider: account.provider };
      const keyGivenAt = new Date(clock.nowMs()).toISOString();
      return save({ ...account, keyGivenAt }, key, { unprotected: false });
    },
    remove: async (accountId) => {
      const account = added.list()?.find(({ id }) => id === accountId);
      const state = engine.accounts().find((known) => known.account.id === accountId);
      if (account === undefined && state === undefined) return { kind: 'unknown-account' };
      const label = nameOf(accountId);
      const saving = account === undefined ? ({ ok: true } as const) : await added.remove(accountId);
      if (!saving.ok) return { kind: 'not-saved', cause: saving.cause };
      const keyIsGone = account === undefined || account.keyGivenAt === null || (await vault.delete(accountId));
      const isForgotten = await parts.accountStores.forget(accountId);
      if (account === undefined) return { kind: 'forgotten', label, isForgotten };
      return { kind: 'removed', label, keyIsGone, isForgotten };
    },
  };
}

/** Asks the service once, so that a key it does not take is never kept. A service that is down keeps nobody from it. */
async function checkOf(
  added: AddedAccount,
  http: Http,
  nowMs: number,
): Promise<AdditionCheck | { readonly kind: 'refused'; readonly status: number }> {
  const account = accountOf(added);
  const endpoint = providers[added.provider].endpoints[usageEndpointId];
  if (endpoint === undefined) return { kind: 'odd' };
  const outcome = await http.send(endpoint.request(account), account);
  const reading =
    outcome.kind === 'body'
      ? endpoint.parse(outcome.body, nowMs, { account, status: outcome.status ?? 200 })
      : { ok: false as const, failure: outcome.failure };
  if (reading.ok) return { kind: 'works' };
  const { failure } = reading;
  if (failure === undefined) return { kind: 'odd' };
  switch (failure.kind) {
    case 'unauthorised':
      return { kind: 'refused', status: failure.status };
    case 'unexpected-status':
    case 'redirect-refused':
    case 'too-large':
    case 'not-json':
    case 'schema':
    case 'nothing-shown':
    case 'secret-repeated':
      return { kind: 'odd' };
    case 'no-plan':
      return { kind: 'no-plan' };
    case 'credential':
    case 'credential-expired':
    case 'forbidden':
    case 'limited':
    case 'server':
    case 'network':
    case 'timeout':
      return { kind: 'unchecked', failure };
    default:
      return failure satisfies never;
  }
}

/** Whether it was done, and the sentence for the user. */
interface RemovalAnswer extends AccountAnswer {
  /** Nobody knows such an account. */
  readonly isUnknown: boolean;
}

/** The serving process waits for locks and for the key store. */
const answerWithinMs = 60_000;
/** A process that begins to serve has the lock before it answers. */
const silentForMs = 10_000;
const askEveryMs = 100;

/** Removes the account in this process, which serves the folder or holds its serving lock. */
export async function removeAccountHere(parts: Services, accountId: string): Promise<RemovalAnswer> {
  return answerOf(await createAddedAccounts(parts).remove(accountId), parts);
}

/**
 * Has the account removed by the process that serves the folder, because that one would write back what it
 * remembers. Where nobody serves, it is done here, and nobody begins to serve before it is done.
 */
export async function removeAccountWhereServed(parts: Services, accountId: string): Promise<RemovalAnswer> {
  const { paths } = parts;
  const label = labelOf(parts, accountId);
  const path = `/v1/accounts/${encodeURIComponent(accountId)}`;
  const untilMs = performance.now() + silentForMs;
  for (;;) {
    const asked = await askApp({ socketPath: paths.socket, method: 'DELETE', path, timeoutMs: answerWithinMs });
    if (!isNotServed(asked)) return answerOfServing(asked, label, parts);
    const lock = await holdLock(paths.servingLock, { waitMs: 0 });
    if (!('kind' in lock)) {
      try {
        return await removeAccountHere(parts, accountId);
      } finally {
        lock.release();
      }
    }
    if (lock.kind === 'unavailable') return removalFailed('removal.not-forgotten', label, parts);
    if (performance.now() >= untilMs) return removalFailed('removal.not-answered', label, parts);
    await delay(askEveryMs);
  }
}

/** What the local interface does for a caller that wants an account removed. */
export function removalHandler(parts: Services): ApiHandlers['removeAccount'] {
  return async (accountId): Promise<AccountRemoval> => {
    const outcome = await createAddedAccounts(parts).remove(accountId);
    const { ok, message } = answerOf(outcome, parts);
    if (outcome.kind === 'unknown-account') return { kind: 'unknown-account', message };
    if (!ok) return { kind: 'refused', message };
    return { kind: 'removed', message: outcome.kind === 'removed' && !outcome.keyIsGone ? message : null };
  };
}

/** Nobody of ours answers; whether somebody serves, the lock tells. */
function isNotServed(asked: AppResponse): boolean {
  return asked.kind === 'not-running' || (asked.kind === 'fault' && ['denied', 'not-ours'].includes(asked.reason));
}

function answerOfServing(asked: AppResponse, { text, isAdded }: Label, parts: Services): RemovalAnswer {
  const { t } = parts.locale();
  if (asked.kind !== 'answer') return removalFailed('removal.not-answered', { text, isAdded }, parts);
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

function answerOf(outcome: RemovalOutcome, { locale }: Pick<Services, 'locale'>): RemovalAnswer {
  return { ...removalAnswer(outcome, locale()), isUnknown: outcome.kind === 'unknown-account' };
}

function removalFailed(
  key: 'removal.not-forgotten' | 'removal.not-answered',
  { text }: Label,
  { locale }: Pick<Services, 'locale'>,
): RemovalAnswer {
  return { ok: false, message: locale().t(key, { label: text }), isUnknown: false };
}

interface Label {
  readonly text: string;
  /** It has a key of ours, and not a tool of its own. */
  readonly isAdded: boolean;
}

/** Read before the removal, after which nobody knows it. */
function labelOf(parts: Services, accountId: string): Label {
  const isAdded = parts.addedAccounts.list()?.some(({ id }) => id === accountId) ?? false;
  return { text: createAddedAccounts(parts).nameOf(accountId), isAdded };
}
