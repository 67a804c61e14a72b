import type { LocaleContext } from '../i18n/translate.ts';
import { joinSentences } from '../text/layout.ts';
import { percentText } from '../text/numbers.ts';
import { ago } from '../text/times.ts';
import { updateWay, type PackageKind } from '../updates/package-kind.ts';
import type { CheckFailure } from '../updates/release.ts';
import { type InstallFailure, mayCheck, type UpdateState } from '../updates/update.ts';
import type { Banner } from './panel.ts';

/** What the user can do about new versions. */
export const updateActionIds = ['check', 'download', 'restart', 'open-page', 'close'] as const;

/** A button about new versions. */
export interface UpdateAction {
  readonly id: (typeof updateActionIds)[number];
  readonly text: string;
}

/** New versions in the settings. */
export interface UpdatesView {
  readonly text: string;
  /** Why the last look, download or installation failed, and the next step; null: it did not. */
  readonly problem: string | null;
  /** How much of the download is here, 0 to 100; null: nothing is downloaded, or that is not known yet. */
  readonly percent: number | null;
  readonly actions: readonly UpdateAction[];
}

/** Returns what the settings say about new versions. */
export function updatesView(
  state: UpdateState,
  kind: PackageKind,
  isOn: boolean,
  locale: LocaleContext,
  nowMs: number,
): UpdatesView {
  const { found } = state;
  const check: readonly UpdateAction[] = mayCheck(state) ? [{ id: 'check', text: locale.t('updates.check') }] : [];
  return {
    text: stateText(state, kind, isOn, locale, nowMs),
    problem: problemText(state, locale),
    percent: found.kind === 'downloading' ? found.percent : null,
    actions: [...offerActions(state, kind, locale), ...check],
  };
}

/** Returns the banner about a new version; null: there is none, or the user knows of it. */
export function updateBanner(state: UpdateState, kind: PackageKind, locale: LocaleContext): Banner | null {
  const text = offerText(state, kind, locale);
  if (text === null) return null;
  const { found } = state;
  const problem = problemText(state, locale);
  const isFailed = 'failure' in found && found.failure !== null && problem !== null;
  const close = { id: 'close', text: locale.t('updates.close') } as const;
  return {
    id: 'update',
    severity: 'hint',
    text: isFailed ? problem : text,
    update: [...offerActions(state, kind, locale), ...(found.kind === 'installing' ? [] : [close])],
  };
}

/** Returns the line of the tray menu about a new version; null: there is none, or the user knows of it. */
export function updateLine({ found, isOffered }: UpdateState, { t }: LocaleContext): string | null {
  if (!isOffered || !('release' in found)) return null;
  const { version } = found.release;
  return t(found.kind === 'ready' ? 'tray.update-ready' : 'tray.update', { version });
}

function offerText(state: UpdateState, kind: PackageKind, locale: LocaleContext): string | null {
  return state.isOffered && 'release' in state.found ? foundText(state, kind, locale) : null;
}

function stateText(state: UpdateState, kind: PackageKind, isOn: boolean, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const { check, memory } = state;
  if (check.kind === 'running') return t('updates.checking');
  const found = foundText(state, kind, locale);
  if (found !== null) return found;
  if (check.kind === 'failed') return '';
  if (memory.answeredAtMs === null) return t(isOn ? 'updates.soon' : 'updates.never');
  return t('updates.current', { age: ago(memory.answeredAtMs, nowMs, locale) });
}

function foundText({ found }: UpdateState, kind: PackageKind, locale: LocaleContext): string | null {
  const { t } = locale;
  if (!('release' in found)) return null;
  const { version } = found.release;
  switch (found.kind) {
    case 'available': {
      const way = updateWay(kind);
      const available = t('updates.available', { version });
      return way === 'here' ? available : joinSentences([available, t(`updates.from-${way}`)], locale);
    }
    case 'downloading':
      return found.percent === null
        ? t('updates.downloading', { version })
        : t('updates.downloading-percent', { version, percent: percentText(found.percent, locale) });
    case 'ready':
      return t('updates.ready', { version });
    case 'installing':
      return t('updates.installing', { version });
  }
}

function offerActions({ found, check }: UpdateState, kind: PackageKind, { t }: LocaleContext): readonly UpdateAction[] {
  const page = { id: 'open-page', text: t('updates.open-page') } as const;
  if (found.kind === 'ready') return [{ id: 'restart', text: t('updates.restart') }, ...(found.failure ? [page] : [])];
  if (found.kind !== 'available') return check.kind === 'failed' ? [page] : [];
  if (updateWay(kind) !== 'here') return [page];
  return [{ id: 'download', text: t('updates.download') }, page];
}

function problemText({ check, found }: UpdateState, { t }: LocaleContext): string | null {
  const failure = 'failure' in found ? found.failure : null;
  if (failure !== null && 'release' in found) return t(installKeys[failure], { version: found.release.version });
  if (check.kind !== 'failed') return null;
  return checkText(check.failure, t);
}

const installKeys = {
  download: 'updates.failed-download',
  checksum: 'updates.failed-checksum',
  feed: 'updates.failed-feed',
  disk: 'updates.failed-disk',
  install: 'updates.failed-install',
} as const satisfies Record<InstallFailure, string>;

function checkText(failure: CheckFailure, t: LocaleContext['t']): string {
  if (failure.kind !== 'refused') return t(`updates.failed-${failure.kind}`);
  return failure.status === null
    ? t('updates.failed-limited')
    : t('updates.failed-refused', { status: failure.status });
}
