import type { RefreshAnswer } from '../../core/ipc/contract.ts';
import type { Log } from '../../core/ports.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { type AccountAnswer, refreshAccepted, refusalText } from '../../core/views/answers.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Publisher } from '../features/publisher.ts';
import { removeAccountHere, removeAccountWhereServed } from '../services/accounts.ts';
import { type LocalInterface, openLocalInterface } from '../services/local-interface.ts';
import { type AppRequest, type AppResponse, askApp } from '../node/api/client.ts';
import type { PortState } from '../node/api/port.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import type { Services } from '../services/create-services.ts';
import { recordHistory } from '../services/history.ts';
import type { DesktopState } from './views.ts';

/**
 * Which process serves the state folder. `other`: another one does, and this one shows its figures.
 * `gone`: the folder was removed, so this one asks and keeps nothing any more.
 */
export type LeadershipState = 'undecided' | 'own' | 'other' | 'gone';

export interface LeadershipOptions {
  readonly publisher: Pick<Publisher, 'mirror' | 'publish'>;
  readonly log: Log;
  readonly locale: () => LocaleContext;
  readonly socketPath: string;
  /** Tries to become the process that serves. `folderGone` is called when that has lost its meaning. */
  readonly open: (folderGone: () => void) => Promise<LocalInterface>;
  /** Reads anew what the other process has written. */
  readonly reload: () => void;
  /** Begins to ask services. Called at most once, when this process leads. */
  readonly lead: () => void;
  /** Ends that. */
  readonly stop: () => void;
  /** This process asks by itself. */
  readonly refreshHere: (accountId: string | null) => RefreshAnswer;
  /** Removes an account, here where this process serves, or by the process that does. */
  readonly remove: (accountId: string, by: 'this' | 'whoever-serves') => Promise<AccountAnswer>;
  /** Another process forgot these accounts. */
  readonly forgotten: (accountIds: readonly string[]) => Promise<unknown>;
  /** How often the other process is looked at. */
  readonly lookEveryMs?: number;
}

/** One process serves a state folder; the app beside another one follows it until that one ends. */
export interface Leadership {
  readonly state: () => LeadershipState;
  readonly begin: () => void;
  /** Asks again, here or in the process that serves. */
  readonly refresh: (accountId: string | null) => Promise<RefreshAnswer>;
  /** Removes an account with everything that is kept of it. */
  readonly remove: (accountId: string) => Promise<AccountAnswer>;
  /** Ends what was begun. */
  readonly end: () => void;
}

const answerWithinMs = 10_000;

/**
 * Takes the lead where nobody has it, and else shows the snapshots of the process that has, asks no service
 * and looks every five seconds whether the lead is free. Never throws.
 */
export function createLeadership(options: LeadershipOptions): Leadership {
  const { publisher, log, locale, socketPath, lookEveryMs = 5_000 } = options;
  let state: LeadershipState = 'undecided';
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let opened: LocalInterface | null = null;
  /** When the accounts of the other process were fetched; a change says that its cache has something new. */
  let knownFetches = '';
  /** The accounts of the other process. */
  let knownIds: readonly string[] = [];

  function become(next: LeadershipState, message: string): void {
    if (state === next) return;
    state = next;
    log.info(message);
    publisher.publish();
  }

  async function look(): Promise<void> {
    const outcome = await options.open(folderGone);
    if (isEnded) return close(outcome);
    if (outcome.kind !== 'in-use') return takeLead(outcome);
    become('other', 'Another process serves the data folder; its figures are shown, and nothing is asked here');
    await follow();
    if (!isEnded) timer = setTimeout(() => void look(), lookEveryMs);
  }

  /** Where it does not answer, what it wrote last is shown with its age. */
  async function follow(): Promise<void> {
    const asked = await snapshotOfApp(socketPath, false);
    if (isEnded) return;
    const snapshot = asked.kind === 'snapshot' ? asked.snapshot : null;
    const fetches = JSON.stringify(snapshot?.accounts.map(({ id, fetchedAt }) => [id, fetchedAt]) ?? null);
    if (fetches !== knownFetches) options.reload();
    knownFetches = fetches;
    await forgetMissing(snapshot);
    publisher.mirror(snapshot);
  }

  /** What the other process knew and knows no more was forgotten there. Silence says nothing, nor what comes after. */
  async function forgetMissing(snapshot: Snapshot | null): Promise<void> {
    const ids = snapshot?.accounts.map(({ id }) => id) ?? [];
    const missing = snapshot === null ? [] : knownIds.filter((id) => !ids.includes(id));
    knownIds = ids;
    if (missing.length > 0) await options.forgotten(missing);
  }

  async function remove(accountId: string): Promise<AccountAnswer> {
    if (state === 'own' || state === 'gone') return options.remove(accountId, 'this');
    const answer = await options.remove(accountId, 'whoever-serves');
    if (answer.ok) await options.forgotten([accountId]);
    if (state === 'other') await follow();
    return answer;
  }

  function takeLead(outcome: LocalInterface): void {
    opened = outcome;
    if (outcome.kind === 'failed') log.warn(`The local interface is not open: ${outcome.reason}`);
    if (state === 'other') options.reload();
    become('own', 'This process serves the data folder');
    publisher.mirror(null);
    options.lead();
  }

  function folderGone(): void {
    if (isEnded) return;
    options.stop();
    become('gone', 'The data folder was removed or replaced; nothing is asked or kept any more');
  }

  async function refreshThere(accountId: string | null): Promise<RefreshAnswer> {
    const body: AppRequest['body'] = accountId === null ? {} : { accountId };
    const asked = await askApp({ socketPath, method: 'POST', path: '/v1/refresh', body, timeoutMs: answerWithinMs });
    void follow();
    if (asked.kind === 'answer' && asked.status === 202) return refreshAccepted;
    return { accepted: false, message: detailOf(asked) ?? locale().t('refresh.other-silent') };
  }

  return {
    state: () => state,
    begin: () => void look(),
    refresh: async (accountId) => {
      if (state === 'other') return refreshThere(accountId);
      if (state === 'gone') return { accepted: false, message: locale().t('notice.home-gone') };
      return options.refreshHere(accountId);
    },
    remove,
    end: () => {
      isEnded = true;
      clearTimeout(timer);
      if (opened !== null) close(opened);
    },
  };
}

function close(outcome: LocalInterface): void {
  if (outcome.kind === 'open') void outcome.close();
}

function detailOf(asked: AppResponse): string | null {
  const detail = asked.kind === 'answer' ? (asked.body as { readonly detail?: unknown } | null)?.detail : null;
  return typeof detail === 'string' ? detail : null;
}

/** The leadership of the app, over its own parts. */
export function leadershipOf(parts: Services, publisher: Publisher, desktop: DesktopState): Leadership {
  const { engine, log, locale } = parts;
  const port = (state: PortState): void => {
    desktop.apiPort = state;
    if (state.kind === 'failed') log.warn(`The local interface is not on port ${state.port}: ${state.reason}`);
    publisher.publish();
  };
  return createLeadership({
    ...{ publisher, log, locale, socketPath: parts.paths.socket },
    open: (folderGone) => openLocalInterface(parts, publisher, { onPort: port, onFolderGone: folderGone }),
    reload: () => {
      engine.reload();
      parts.history.loadRecent().catch((cause: unknown) => log.error('The history was not read', cause));
    },
    lead: () => {
      recordHistory(parts, publisher);
      void engine.start();
    },
    stop: engine.stop,
    refreshHere: (accountId) => refreshHere(parts, accountId),
    remove: (accountId, by) => (by === 'this' ? removeAccountHere : removeAccountWhereServed)(parts, accountId),
    forgotten: (accountIds) => Promise.all(accountIds.map(parts.accountStores.forgetInMemory)),
  });
}

function refreshHere({ engine, locale, clock }: Services, accountId: string | null): RefreshAnswer {
  const outcome = engine.refresh(accountId, 'person');
  if (outcome.kind === 'accepted') return refreshAccepted;
  const message =
    outcome.kind === 'refused' ? refusalText(outcome.refusal, locale(), clock.nowMs()) : locale().t('refresh.none');
  return { accepted: false, message };
}
