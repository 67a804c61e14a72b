import type { Log } from '../../core/ports.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';
import { type AccountAnswer, refreshAccepted, refusalText, type RefreshAnswer } from '../../core/views/answers.ts';
import { storageBanners } from '../../core/views/banners.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Publisher } from '../features/publisher.ts';
import { removeAccountHere, removeAccountWhereServed } from '../services/accounts.ts';
import { type LocalInterface, openLocalInterface } from '../services/local-interface.ts';
import { type AppRequest, type AppResponse, askApp } from '../node/api/client.ts';
import type { AppSocket } from '../node/api/pipe-proof.ts';
import type { PortState } from '../node/api/port.ts';
import type { FolderChange, FolderGate } from '../node/storage/folder-gate.ts';
import { snapshotOfApp } from '../node/api/app-snapshot.ts';
import type { Services } from '../services/create-services.ts';
import { recordHistory } from '../services/history.ts';
import type { DesktopState } from './views.ts';

/**
 * Which process serves the state folder. `own`: this one. `other`: another one, and this one shows its figures.
 * `gone`: the folder was removed, so this process polls and stores nothing any more. `sealed`: a newer version of the app
 * wrote the folder, so this process only shows figures. `yielded`: this process gave way to a newer version of the app.
 */
export type LeadershipState = 'undecided' | 'own' | 'other' | 'gone' | 'sealed' | 'yielded';

/** What the leadership uses. */
export interface LeadershipOptions {
  readonly publisher: Pick<Publisher, 'mirror' | 'publish'>;
  readonly log: Log;
  readonly locale: () => LocaleContext;
  readonly socketPath: AppSocket;
  /** Tries to serve the folder. Calls `folderGone` when the folder was removed or replaced. */
  readonly open: (folderGone: () => void) => Promise<LocalInterface>;
  /** Reads again what the other process wrote. */
  readonly reload: () => void;
  /** Starts polling. Called at most once, when this process becomes the leader. */
  readonly lead: () => void;
  /** Stops polling. */
  readonly stop: () => void;
  /** Refreshes in this process. */
  readonly refreshHere: (accountId: string | null) => RefreshAnswer;
  /** Removes an account, in this process or in the process that serves. */
  readonly remove: (accountId: string, by: 'this' | 'whoever-serves') => Promise<AccountAnswer>;
  /** Whether this process may write to the folder, and what newer versions of the app do to it. */
  readonly gate: Pick<FolderGate, 'isSealed' | 'follow'>;
  /** Called when this process gives way to a newer version of the app, with that version. */
  readonly onYield: (version: string) => void;
  /** Says why a sealed folder cannot be changed. */
  readonly sealedText: () => string;
  /** Called when another process forgot these accounts. */
  readonly onForgotten: (accountIds: readonly string[]) => Promise<unknown>;
  /** How often to check whether the other process still serves. */
  readonly checkEveryMs?: number;
}

/** One process serves a state folder. An app beside it mirrors its figures until that process ends. */
export interface Leadership {
  readonly state: () => LeadershipState;
  /** Tries to become the leader. */
  readonly begin: () => void;
  /** Polls again, in this process or in the process that serves. */
  readonly refresh: (accountId: string | null) => Promise<RefreshAnswer>;
  /** Removes an account with all its data. */
  readonly remove: (accountId: string) => Promise<AccountAnswer>;
  /** Stops, and closes the local interface. */
  readonly end: () => void;
}

const answerWithinMs = 10_000;

/**
 * Makes the leadership. It becomes the leader if no process is. Otherwise it mirrors the snapshots of the
 * leader, does not poll, and checks every five seconds whether the leader is gone. It gives way to a newer version of the
 * app, and never leads a folder that a newer version wrote. Never throws.
 */
export function createLeadership(options: LeadershipOptions): Leadership {
  const { publisher, log, locale, socketPath, checkEveryMs = 5_000 } = options;
  let state: LeadershipState = 'undecided';
  let isEnded = false;
  let timer: NodeJS.Timeout | undefined;
  let opened: LocalInterface | null = null;
  /** When the other process fetched its accounts, as JSON. A change means that its cache has new figures. */
  let knownFetchTimes = '';
  /** The ids of the other process's accounts. */
  let knownIds: readonly string[] = [];
  let endFollowing = (): void => undefined;

  function become(next: LeadershipState, message: string): void {
    if (state === next) return;
    state = next;
    log.info(message);
    publisher.publish();
  }

  async function tryToLead(): Promise<void> {
    const outcome = await options.open(folderGone);
    if (isEnded || isFollower()) return close(outcome);
    if (outcome.kind !== 'in-use') return takeLead(outcome);
    become('other', 'Another process serves the data folder; its figures are shown, and this process does not poll');
    await mirrorOther();
    later();
  }

  /** Looks again after a while. There is one timer, whatever this process became meanwhile. */
  function later(): void {
    clearTimeout(timer);
    if (!isEnded) timer = setTimeout(() => void (isFollower() ? mirrorRepeatedly() : tryToLead()), checkEveryMs);
  }

  /** True: this process never leads again. */
  function isFollower(): boolean {
    return state === 'sealed' || state === 'yielded';
  }

  /** Another version of the app changed the folder, or takes it over. */
  function folderChanged(change: FolderChange): void {
    if (isEnded || state === 'gone') return;
    if (change.kind === 'newer-app') options.onYield(change.version);
    options.stop();
    clearTimeout(timer);
    if (opened !== null) close(opened);
    opened = null;
    if (change.kind === 'newer-folder') become('sealed', 'A newer version wrote the data folder; nothing is saved');
    else become('yielded', `Quota Tray ${change.version} takes over the data folder`);
    void mirrorRepeatedly();
  }

  async function mirrorRepeatedly(): Promise<void> {
    await mirrorOther();
    later();
  }

  function begin(): void {
    if (!options.gate.isSealed()) {
      endFollowing = options.gate.follow(folderChanged);
      if (!isFollower()) void tryToLead();
      return;
    }
    become('sealed', 'A newer version wrote the data folder; nothing is saved');
    void mirrorRepeatedly();
  }

  /** Mirrors the other process. If it does not answer, its last figures are shown with their age. */
  async function mirrorOther(): Promise<void> {
    const asked = await snapshotOfApp(socketPath, false);
    if (isEnded) return;
    const snapshot = asked.kind === 'snapshot' ? asked.snapshot : null;
    const fetchTimes = JSON.stringify(snapshot?.accounts.map(({ id, fetchedAt }) => [id, fetchedAt]) ?? null);
    if (fetchTimes !== knownFetchTimes) options.reload();
    knownFetchTimes = fetchTimes;
    await forgetMissing(snapshot);
    publisher.mirror(snapshot);
  }

  /** Forgets accounts that the other process no longer has. A missing answer proves nothing. */
  async function forgetMissing(snapshot: Snapshot | null): Promise<void> {
    const ids = snapshot?.accounts.map(({ id }) => id) ?? [];
    const missing = snapshot === null ? [] : knownIds.filter((id) => !ids.includes(id));
    knownIds = ids;
    if (missing.length > 0) await options.onForgotten(missing);
  }

  async function remove(accountId: string): Promise<AccountAnswer> {
    if (state === 'own' || state === 'gone') return options.remove(accountId, 'this');
    const answer = await options.remove(accountId, 'whoever-serves');
    if (answer.ok) await options.onForgotten([accountId]);
    if (state !== 'undecided') await mirrorOther();
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
    become('gone', 'The data folder was removed or replaced; polling and storing have stopped');
  }

  async function refreshThere(accountId: string | null): Promise<RefreshAnswer> {
    const body: AppRequest['body'] = accountId === null ? {} : { accountId };
    const asked = await askApp({ socketPath, method: 'POST', path: '/v1/refresh', body, timeoutMs: answerWithinMs });
    void mirrorOther();
    if (asked.kind === 'answer' && asked.status === 202) return refreshAccepted;
    const why = state === 'sealed' ? options.sealedText() : locale().t('refresh.other-silent');
    return { accepted: false, message: detailOf(asked) ?? why };
  }

  return {
    state: () => state,
    begin,
    refresh: async (accountId) => {
      if (state === 'other' || isFollower()) return refreshThere(accountId);
      if (state === 'gone') return { accepted: false, message: locale().t('notice.home-gone') };
      return options.refreshHere(accountId);
    },
    remove,
    end: () => {
      isEnded = true;
      endFollowing();
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

/** Makes the leadership of the app over its services. */
export function leadershipOf(services: Services, publisher: Publisher, desktop: DesktopState): Leadership {
  const { engine, log, locale } = services;
  const port = (state: PortState): void => {
    desktop.apiPort = state;
    if (state.kind === 'failed') log.warn(`The local interface is not on port ${state.port}: ${state.reason}`);
    publisher.publish();
  };
  return createLeadership({
    ...{ publisher, log, locale, socketPath: services.paths.appSocket },
    open: (folderGone) => openLocalInterface(services, publisher, { onPort: port, onFolderGone: folderGone }),
    reload: () => {
      engine.reload().catch((cause: unknown) => log.error('The accounts were not read', cause));
      services.history.loadRecent().catch((cause: unknown) => log.error('The history was not read', cause));
    },
    lead: () => {
      recordHistory(services, publisher);
      void engine.start();
    },
    stop: () => {
      engine.stop();
      services.history.stop();
    },
    refreshHere: (accountId) => refreshHere(services, accountId),
    gate: services.gate,
    onYield: (version) => {
      services.flush();
      desktop.newerApp = version;
    },
    sealedText: () => {
      const sealed = services.problems().filter(({ kind }) => kind === 'newer-folder');
      return storageBanners(sealed, locale())[0]?.text ?? '';
    },
    remove: (accountId, by) => (by === 'this' ? removeAccountHere : removeAccountWhereServed)(services, accountId),
    onForgotten: (accountIds) => Promise.all(accountIds.map(services.accountStores.forgetInMemory)),
  });
}

function refreshHere({ engine, locale, clock }: Services, accountId: string | null): RefreshAnswer {
  const outcome = engine.refresh(accountId, 'person');
  if (outcome.kind === 'accepted') return refreshAccepted;
  const message =
    outcome.kind === 'refused' ? refusalText(outcome.refusal, locale(), clock.nowMs()) : locale().t('refresh.none');
  return { accepted: false, message };
}
