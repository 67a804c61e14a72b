import { assertNever } from '../assert-never.ts';
import { dayMs, hourMs } from '../units/time.ts';
import type { CheckFailure, Release } from './release.ts';
import { isNewerVersion } from './version.ts';

/** What is known about a newer version, and what the app does with it. */
export type Found =
  /** No answer yet. */
  | { readonly kind: 'unknown' }
  /** The newest version runs already. */
  | { readonly kind: 'current' }
  | { readonly kind: 'available'; readonly release: Release; readonly failure: InstallFailure | null }
  /** `percent`: whole, from 0 to 100; null: not known yet. */
  | { readonly kind: 'downloading'; readonly release: Release; readonly percent: number | null }
  /** The file is here and its checksum is right. */
  | { readonly kind: 'ready'; readonly release: Release; readonly failure: InstallFailure | null }
  | { readonly kind: 'installing'; readonly release: Release };

/** Why a version could not be downloaded or installed. Nothing was changed. */
export type InstallFailure = 'download' | 'checksum' | 'feed' | 'disk' | 'install';

/** Downloads a version, and installs it in place of the running one. Neither function rejects. */
export interface UpdateInstaller {
  /** Null: the file is here and its checksum is right. */
  readonly download: (release: Release, progressed: (percent: number) => void) => Promise<InstallFailure | null>;
  /** The app ends when the installation has begun. It resolves only with the reason why that failed. */
  readonly install: () => Promise<InstallFailure>;
}

/** The last look for a new version. */
export type Check =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly failure: CheckFailure };

/** What is kept over a restart. Times are epoch ms; null: never. */
export interface UpdateMemory {
  /** When a server last answered, whatever the answer. */
  readonly answeredAtMs: number | null;
  /** When the last look reached no server. */
  readonly missedAtMs: number | null;
  /** The newest version that was found. */
  readonly foundVersion: string | null;
  /** The version that the user was told about. */
  readonly offeredVersion: string | null;
}

/** Everything about new versions. */
export interface UpdateState {
  readonly found: Found;
  readonly check: Check;
  readonly memory: UpdateMemory;
  /** True: the panel and the menu show the version. Once for each version. */
  readonly isOffered: boolean;
}

export type UpdateEvent =
  | { readonly kind: 'check-started' }
  | { readonly kind: 'check-answered'; readonly release: Release; readonly atMs: number }
  | { readonly kind: 'check-failed'; readonly failure: CheckFailure; readonly atMs: number }
  | { readonly kind: 'offer-seen' }
  | { readonly kind: 'offer-closed' }
  | { readonly kind: 'download-started' }
  | { readonly kind: 'download-progressed'; readonly percent: number }
  | { readonly kind: 'download-ended'; readonly failure: InstallFailure | null }
  | { readonly kind: 'install-started' }
  | { readonly kind: 'install-failed'; readonly failure: InstallFailure };

/** The memory of an app that never looked. */
export const noMemory: UpdateMemory = {
  answeredAtMs: null,
  missedAtMs: null,
  foundVersion: null,
  offeredVersion: null,
};

/** Returns the state after a start. A version that was found before is still there, unless it runs now. */
export function startingUpdate(memory: UpdateMemory, currentVersion: string): UpdateState {
  const { foundVersion, offeredVersion, answeredAtMs } = memory;
  const check = { kind: 'idle' } as const;
  if (foundVersion === null || !isNewerVersion(foundVersion, currentVersion)) {
    return { found: { kind: answeredAtMs === null ? 'unknown' : 'current' }, check, memory, isOffered: false };
  }
  const found = { kind: 'available', release: { version: foundVersion }, failure: null } as const;
  return { found, check, memory, isOffered: foundVersion !== offeredVersion };
}

/** Returns the state after an event. An event that does not fit the state changes nothing. */
export function nextUpdate(state: UpdateState, event: UpdateEvent, currentVersion: string): UpdateState {
  const { found } = state;
  switch (event.kind) {
    case 'check-started':
      return mayCheck(state) ? { ...state, check: { kind: 'running' } } : state;
    case 'check-answered':
      return state.check.kind === 'running' ? afterAnswer(state, event.release, event.atMs, currentVersion) : state;
    case 'check-failed':
      if (state.check.kind !== 'running') return state;
      return {
        ...state,
        check: { kind: 'failed', failure: event.failure },
        memory: hasAnswered(event.failure)
          ? { ...state.memory, answeredAtMs: event.atMs }
          : { ...state.memory, missedAtMs: event.atMs },
      };
    case 'offer-seen':
      return state.isOffered && 'release' in found
        ? withMemory(state, { offeredVersion: found.release.version })
        : state;
    case 'offer-closed':
      if (!('release' in found)) return state;
      return { ...withMemory(state, { offeredVersion: found.release.version }), isOffered: false };
    case 'download-started':
      if (found.kind !== 'available' || state.check.kind === 'running') return state;
      return { ...state, found: { kind: 'downloading', release: found.release, percent: null } };
    case 'download-progressed':
      if (found.kind !== 'downloading') return state;
      return { ...state, found: { ...found, percent: Math.max(found.percent ?? 0, wholePercent(event.percent)) } };
    case 'download-ended':
      if (found.kind !== 'downloading') return state;
      return event.failure === null
        ? { ...state, found: { kind: 'ready', release: found.release, failure: null }, isOffered: true }
        : { ...state, found: { kind: 'available', release: found.release, failure: event.failure } };
    case 'install-started':
      return found.kind === 'ready' ? { ...state, found: { kind: 'installing', release: found.release } } : state;
    case 'install-failed':
      if (found.kind !== 'installing') return state;
      return { ...state, found: { kind: 'ready', release: found.release, failure: event.failure } };
    default:
      return assertNever(event);
  }
}

/** Returns true if the app may look for a new version now: it does not look, download or install already. */
export function mayCheck({ check, found }: UpdateState): boolean {
  return check.kind !== 'running' && found.kind !== 'downloading' && found.kind !== 'installing';
}

/** A server that could not be reached is tried again after this time. */
const retryMs = hourMs;
/** The first look after a start comes after this time, so that it slows no start. */
const afterStartMs = 60_000;

/**
 * Returns when the app looks for a new version by itself, epoch ms: a day after the last answer, and an hour after a look
 * that reached no server. A clock that was set back delays it by no more than a day.
 *
 * @param startedAtMs When the app started.
 */
export function nextCheckAtMs({ answeredAtMs, missedAtMs }: UpdateMemory, startedAtMs: number, nowMs: number): number {
  const due = [
    startedAtMs + afterStartMs,
    ...(answeredAtMs === null ? [] : [Math.min(answeredAtMs, nowMs) + dayMs]),
    ...(missedAtMs === null ? [] : [Math.min(missedAtMs, nowMs) + retryMs]),
  ];
  return Math.max(...due);
}

function afterAnswer(state: UpdateState, release: Release, atMs: number, currentVersion: string): UpdateState {
  const isNewer = isNewerVersion(release.version, currentVersion);
  const memory = {
    ...state.memory,
    answeredAtMs: atMs,
    missedAtMs: null,
    foundVersion: isNewer ? release.version : null,
  };
  const after = { ...state, memory, check: { kind: 'idle' } as const };
  // A version that was withdrawn may be broken, so a downloaded one is not offered any more.
  if (!isNewer) return { ...after, found: { kind: 'current' }, isOffered: false };
  const { found } = state;
  const isKnown = 'release' in found && found.release.version === release.version;
  return {
    ...after,
    found: isKnown && found.kind !== 'available' ? found : { kind: 'available', release, failure: null },
    isOffered: isKnown ? state.isOffered : release.version !== memory.offeredVersion,
  };
}

function hasAnswered({ kind }: CheckFailure): boolean {
  return kind === 'refused' || kind === 'not-understood';
}

function withMemory(state: UpdateState, change: Partial<UpdateMemory>): UpdateState {
  return { ...state, memory: { ...state.memory, ...change } };
}

function wholePercent(percent: number): number {
  return Number.isFinite(percent) ? Math.min(100, Math.max(0, Math.floor(percent))) : 0;
}
