import { setTimeout as delay } from 'node:timers/promises';

import { namedAccount } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import {
  accountOf,
  type AddedAccount,
  type Addition,
  type AdditionCheck,
  type AdditionProblem,
  type AdditionOutcome,
  keyProblem,
  type RemovalOutcome,
} from '../../core/accounts/added-account.ts';
import type { Http } from '../../core/ports.ts';
import { loadProviders, providers } from '../../core/providers/registry.ts';
import { accountNameOf } from '../../core/settings/accounts.ts';
import { type AccountAnswer, removalAnswer } from '../../core/views/answers.ts';
import { mayGoTo } from '../node/accounts/added-discovery.ts';
import { validateAddition } from '../node/accounts/addition.ts';
import { parseBaseUrl } from '../node/credentials/base-url.ts';
import { expiryFailure } from '../node/http/http-client.ts';
import type { KeptSignIn } from '../node/kept-sign-ins/kept-sign-in.ts';
import { answeredRequest, sendPoll } from '../engine/poll-requests.ts';
import { askApp, type AppResponse } from '../node/api/client.ts';
import type { AccountRemoval, ApiHandlers } from '../node/api/routes.ts';
import { holdLock } from '../node/storage/process-lock.ts';
import type { Services } from './create-services.ts';
import { cleanText } from '../../core/units/text.ts';
import { usageEndpointId } from '../../core/polling/endpoint.ts';
import { minuteMs } from '../../core/units/time.ts';

/** What adding and removing accounts uses. */
export type AccountServices = Pick<
  Services,
  'addedAccounts' | 'vault' | 'httpWithKey' | 'engine' | 'settings' | 'locale' | 'accountStores' | 'clock' | 'gate'
>;

/** How to store a key. `unprotected`: in a plain file, even if the system has a key store. */
export interface KeyStorage {
  readonly unprotected: boolean;
}

/** An account that uses the sign-in of another program, as it is added. */
type SignInAccount = Omit<AddedAccount, 'organizationId' | 'keyGivenAt' | 'signIn'> &
  Required<Pick<AddedAccount, 'signIn'>>;

interface AddedAccounts {
  /** Returns the account's name as every view shows it. An unknown account has its id as name. */
  readonly nameOf: (accountId: string) => string;
  /** Checks the key with the service, then stores the account and the key. */
  readonly add: (addition: Addition, storage?: KeyStorage) => Promise<AdditionOutcome>;
  /** Checks the sign-in of another program with the service, then stores the account without the sign-in. */
  readonly addSignIn: (account: SignInAccount, kept: KeptSignIn) => Promise<AdditionOutcome>;
  /** Replaces the key of an account that was added before. */
  readonly giveKey: (accountId: string, key: string) => Promise<AdditionOutcome>;
  /** Removes an account with its key and all its data. An account that a tool is signed in to comes back. */
  readonly remove: (accountId: string) => Promise<RemovalOutcome>;
}

/** Makes the functions that add and remove accounts, for the settings window and the command line. */
export function createAddedAccounts(services: AccountServices): AddedAccounts {
  const { addedAccounts: added, vault, engine, settings, locale, clock } = services;

  /** Uses all accounts, also those not discovered yet, because a name depends on the names of the others. */
  const nameOf = (accountId: string, own: Account | null = null): string => {
    const listed = (added.list() ?? []).map(accountOf);
    const all = [...(own === null ? [] : [own]), ...listed, ...engine.accounts().map(namedAccount)];
    const accounts = new Map(all.map((account) => [account.id, account]));
    return accountNameOf(accountId, [...accounts.values()], settings.get(), locale());
  };

  const save = async (account: AddedAccount, key: string, storage: KeyStorage): Promise<AdditionOutcome> => {
    if (services.gate.isSealed()) return { kind: 'not-saved', cause: 'newer-version' };
    return store(account, key, await checkOf(account, services.httpWithKey(key), clock.nowMs()), storage);
  };

  const store = async (
    account: AddedAccount,
    key: string,
    check: CheckOutcome,
    storage: KeyStorage,
  ): Promise<AdditionOutcome> => {
    if (check.kind === 'refused') return { kind: 'key-refused', provider: account.provider, status: check.status };
    const isNew = added.list()?.every(({ id }) => id !== account.id) ?? true;
    const stored = key === '' ? null : await vault.set(account.id, key, storage);
    if (stored?.kind === 'refused') return { kind: 'key-not-kept', because: stored.because };
    if (stored?.kind === 'failed') return { kind: 'key-not-kept', because: 'failed' };
    const saving = await added.put(account);
    if (!saving.ok) {
      if (isNew && stored !== null) await vault.delete(account.id);
      return { kind: 'not-saved', cause: saving.cause };
    }
    const { id: accountId, provider } = account;
    const isProtected = stored === null || stored.protection === 'protected';
    const label = nameOf(accountId, accountOf(account));
    return { kind: 'saved', accountId, provider, label, isNew, isProtected, check };
  };

  return {
    nameOf,
    add: async (addition, storage = { unprotected: false }) => {
      await loadProviders([addition.provider]);
      const parsed = validateAddition(addition, added.list() ?? [], settings.get().accountLabels, clock.nowMs());
      return parsed.kind === 'invalid' ? parsed : save(parsed.account, addition.key, storage);
    },
    addSignIn: async (described, kept) => {
      const { provider } = described;
      await loadProviders([provider]);
      const invalid = (problem: AdditionProblem): AdditionOutcome => ({ kind: 'invalid', problem, provider });
      const label = cleanText(described.label);
      const baseUrl = parseBaseUrl(described.baseUrl);
      if (label === '' || label.length > 100) return invalid('label');
      if (baseUrl === null) return invalid('base-url');
      if (!mayGoTo(baseUrl, providers[provider].keptBy)) return invalid('base-url-foreign');
      if (services.gate.isSealed()) return { kind: 'not-saved', cause: 'newer-version' };
      const account = { ...described, label, baseUrl, organizationId: kept.organizationId ?? null, keyGivenAt: null };
      const failure = expiryFailure(kept.expiresAtMs, clock.nowMs());
      const check: CheckOutcome =
        failure === null
          ? await checkOf(account, services.httpWithKey(kept.token), clock.nowMs())
          : { kind: 'unchecked', failure };
      return store(account, '', check, { unprotected: false });
    },
    giveKey: async (accountId, key) => {
      const account = added.list()?.find(({ id }) => id === accountId);
      if (account === undefined) return { kind: 'unknown-account' };
      const { provider, signIn } = account;
      await loadProviders([provider]);
      if (signIn !== undefined) return { kind: 'invalid', problem: 'kept-elsewhere', provider };
      const problem = keyProblem(key, providers[provider].key?.kind);
      if (problem !== null) return { kind: 'invalid', problem, provider };
      const keyGivenAt = new Date(clock.nowMs()).toISOString();
      return save({ ...account, keyGivenAt }, key, { unprotected: false });
    },
    remove: async (accountId) => {
      if (services.gate.isSealed()) return { kind: 'not-saved', cause: 'newer-version' };
      const account = added.list()?.find(({ id }) => id === accountId);
      const state = engine.accounts().find((known) => known.account.id === accountId);
      if (account === undefined && state === undefined) return { kind: 'unknown-account' };
      const label = nameOf(accountId);
      // The key goes first: a removal that is interrupted leaves an account to remove again, and no key without one.
      // An account that is listed without a key may have one: a process that stores a first key can end before it lists it.
      const isKeyDeleted = account === undefined || (await vault.delete(accountId));
      const keyIsGone = isKeyDeleted || account?.keyGivenAt === null;
      const saving = account === undefined ? ({ ok: true } as const) : await added.remove(accountId);
      if (!saving.ok) return { kind: 'not-saved', cause: saving.cause };
      const isForgotten = await services.accountStores.forget(accountId);
      if (account === undefined) return { kind: 'forgotten', label, isForgotten };
      return { kind: 'removed', label, keyIsGone, isForgotten };
    },
  };
}

type CheckOutcome = AdditionCheck | { readonly kind: 'refused'; readonly status: number };

/** Asks the service once, so that a refused key is never stored. If the service is down the key is stored unchecked. */
async function checkOf(added: AddedAccount, http: Http, nowMs: number): Promise<CheckOutcome> {
  const account = accountOf(added);
  const endpoint = providers[added.provider].endpoints[usageEndpointId];
  if (endpoint === undefined) return { kind: 'odd' };
  const outcome = await sendPoll(http, endpoint, account, nowMs);
  const reading =
    outcome.kind === 'body'
      ? endpoint.parse(outcome.body, nowMs, answeredRequest(account, outcome))
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
    case 'figures':
      return { kind: 'unchecked', failure };
    default:
      return failure satisfies never;
  }
}

/** The result of a removal, with the sentence for the user. */
interface RemovalAnswer extends AccountAnswer {
  /** There is no such account. */
  readonly isUnknown: boolean;
}

/** The serving process waits for locks and for the key store, so it may need this long. */
const answerWithinMs = minuteMs;
/** A process that starts to serve holds the lock before it answers, so it may be silent for this long. */
const maxSilenceMs = 10_000;
const retryEveryMs = 100;

/** Removes the account in this process. The process must serve the folder or hold its serving lock. */
export async function removeAccountHere(services: AccountServices, accountId: string): Promise<RemovalAnswer> {
  return removalResult(await createAddedAccounts(services).remove(accountId), services);
}

/**
 * Lets the process that serves the folder remove the account, because it would otherwise write back what it
 * has in memory. If no process serves, this process removes the account under the serving lock.
 */
export async function removeAccountWhereServed(
  services: AccountServices & Pick<Services, 'paths'>,
  accountId: string,
): Promise<RemovalAnswer> {
  const { paths } = services;
  const label = removalLabel(services, accountId);
  const path = `/v1/accounts/${encodeURIComponent(accountId)}`;
  const giveUpAtMs = performance.now() + maxSilenceMs;
  for (;;) {
    const asked = await askApp({ socketPath: paths.appSocket, method: 'DELETE', path, timeoutMs: answerWithinMs });
    if (!isNotServed(asked)) return servingResult(asked, label, services);
    const lock = await holdLock(paths.servingLock, { waitMs: 0 });
    if (!('kind' in lock)) {
      try {
        return await removeAccountHere(services, accountId);
      } finally {
        lock.release();
      }
    }
    if (lock.kind === 'unavailable') return removalFailed('removal.not-forgotten', label, services);
    if (performance.now() >= giveUpAtMs) return removalFailed('removal.not-answered', label, services);
    await delay(retryEveryMs);
  }
}

/** Makes the handler of the local interface that removes an account. */
export function removalHandler(services: AccountServices): ApiHandlers['removeAccount'] {
  return async (accountId): Promise<AccountRemoval> => {
    const outcome = await createAddedAccounts(services).remove(accountId);
    const { ok, message } = removalResult(outcome, services);
    if (outcome.kind === 'unknown-account') return { kind: 'unknown-account', message };
    if (!ok) return { kind: 'refused', message };
    return { kind: 'removed', message: outcome.kind === 'removed' && !outcome.keyIsGone ? message : null };
  };
}

/** True: no process of this user answers. The lock then tells whether one serves. */
function isNotServed(asked: AppResponse): boolean {
  return asked.kind === 'not-running' || (asked.kind === 'fault' && ['denied', 'not-ours'].includes(asked.reason));
}

function servingResult(asked: AppResponse, { text, isAdded }: Label, services: AccountServices): RemovalAnswer {
  const { t } = services.locale();
  if (asked.kind !== 'answer') return removalFailed('removal.not-answered', { text, isAdded }, services);
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

function removalResult(outcome: RemovalOutcome, { locale }: Pick<Services, 'locale'>): RemovalAnswer {
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
  /** True: the user added it with a key. False: a tool is signed in to it. */
  readonly isAdded: boolean;
}

/** Read before the removal, because the label is unknown afterwards. */
function removalLabel(services: AccountServices, accountId: string): Label {
  const isAdded = services.addedAccounts.list()?.some(({ id }) => id === accountId) ?? false;
  return { text: createAddedAccounts(services).nameOf(accountId), isAdded };
}
