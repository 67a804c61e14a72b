import { useRef } from 'react';
import type { CommandInput } from '../../core/ipc/contract.ts';
import type { PanelMenuAction } from '../../core/views/panel-menu.ts';
import type { PanelFace, PoolStatView, RowView } from '../../core/views/panel-model.ts';
import type { LayoutChange } from '../../core/settings/layout.ts';
import { useAccountCommands } from '../hooks/account-pages.ts';
import type { Flips } from '../hooks/flips.ts';
import type { PanelKeys } from '../hooks/panel-keys.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import type { FirstRunActions } from './FirstRunPage.tsx';
import type { PanelActions } from './panel-actions.ts';
import type { PanelPages } from './panel-pages.ts';

type HandKeys = Omit<PanelKeys, 'focusedId' | 'escape' | 'back' | 'search' | 'filter'>;

/** What the hand can do in the panel, for its parts. */
export interface PanelHand {
  readonly actions: PanelActions;
  readonly flips: Flips;
  readonly keys: HandKeys;
  readonly refresh: (accountId: string | null) => void;
  /** Gives an account the name or the group that the user typed. */
  readonly name: (question: NameQuestion, name: string) => void;
  readonly accountActions: (accountId: string) => AccountPageActions;
  /** Puts a picture on the clipboard; null: the page could not draw it. */
  readonly copyPicture: (png: string | null) => void;
  /** Saves a picture to a file that the user chooses; null: the page could not draw it. */
  readonly savePicture: (png: string | null) => void;
  readonly firstRun: FirstRunActions;
  readonly openStat: (id: PoolStatView['id']) => void;
  readonly closeWindow: () => void;
}

/** What the page of an account can do. */
export interface AccountPageActions {
  readonly back: () => void;
  readonly pin: () => void;
  readonly refresh: () => void;
  readonly openMenu: () => void;
  readonly copy: (what: 'start-command' | 'sign-in-command' | 'text') => void;
  readonly openLink: (page: 'usage' | 'status' | 'billing') => void;
  readonly openUsage: () => void;
  readonly openSettings: () => void;
}

/** The question for a new name or group of an account. */
export interface NameQuestion {
  readonly kind: 'rename' | 'group';
  readonly accountId: string;
}

interface HandParts {
  readonly face: PanelFace;
  /** The user changes the layout: the next order of the rows is taken at once. */
  readonly expectMove: () => void;
  readonly toast: { readonly show: (text: string, canUndo?: boolean) => void; readonly hide: () => void };
  readonly announce: (text: string) => void;
  readonly pages: PanelPages;
  readonly ask: (question: NameQuestion) => void;
}

const muteMinutes = 60;
const [smallestText, largestText, textStep] = [80, 200, 10] as const;

/** Returns what the hand can do. Each change of the layout goes to the main process, which keeps the undo. */
export function usePanelHand({ face, expectMove, toast, announce, pages, ask }: HandParts): PanelHand {
  const bridge = useBridge();
  const t = useTranslate();
  const commands = useAccountCommands();
  const keepsOpen = useRef(false);
  const rowOf = (accountId: string): RowView | undefined => face.rows.find(({ id }) => id === accountId);

  const say = (text: string | null, canUndo = false): void => {
    if (text === null || text === '') return;
    toast.show(text, canUndo);
    announce(text);
  };
  const change = async (wish: LayoutChange): Promise<void> => {
    expectMove();
    const answer = await bridge.changeLayout(wish).catch(() => null);
    if (answer?.ok === true) say(answer.value.text, answer.value.canUndo);
    else say(t('ui.layout.failed'));
  };
  const undo = async (): Promise<void> => {
    expectMove();
    toast.hide();
    const answer = await bridge.undoLayout().catch(() => null);
    say(answer?.ok === true ? answer.value.text : t('ui.layout.failed'));
  };
  const refresh = async (accountId: string | null): Promise<void> => {
    const answer = await bridge.refreshAccounts({ accountId }).catch(() => null);
    if (answer?.ok !== true) say(t('ui.refresh.failed'));
    else if (!answer.value.accepted) say(answer.value.message);
  };
  const mute = async (accountId: string): Promise<void> => {
    const forMinutes = rowOf(accountId)?.marks.isMuted === true ? null : muteMinutes;
    const answer = await bridge.snoozeNotices({ accountId, forMinutes }).catch(() => null);
    const label = rowOf(accountId)?.name ?? '';
    if (answer?.ok !== true) say(t('ui.layout.failed'));
    else say(t(forMinutes === null ? 'ui.mute.ended' : 'ui.mute.done', { label }));
  };
  const keepOpen = (): void => {
    keepsOpen.current = !keepsOpen.current;
    void bridge.keepPanelOpen({ isOn: keepsOpen.current });
    say(t(keepsOpen.current ? 'ui.keep-open.on' : 'ui.keep-open.off'));
  };
  const move = (accountId: string, beforeId: string | null): void => {
    const others = orderOf(face).filter((id) => id !== accountId);
    const place = beforeId === null ? others.length : others.indexOf(beforeId);
    void change({ kind: 'order', accountId, accountIds: others.toSpliced(place, 0, accountId) });
  };
  const copyPicture = async (png: string | null): Promise<void> => {
    const answer = png === null ? null : await bridge.copyPicture({ png }).catch(() => null);
    say(answer?.ok === true ? answer.value.message : t('ui.share.failed'));
  };
  const savePicture = async (png: string | null): Promise<void> => {
    const answer = png === null ? null : await bridge.savePicture({ png }).catch(() => null);
    say(answer?.ok === true ? answer.value.message : t('ui.share.failed'));
  };
  const copy = async (accountId: string | null, what: 'start-command' | 'sign-in-command' | 'text'): Promise<void> => {
    say((await commands.copy(accountId, what)) ?? t('ui.copy.failed'));
  };
  const openLink = async (accountId: string, page: 'usage' | 'status' | 'billing'): Promise<void> => {
    say((await commands.openLink(accountId, page)) ?? t('ui.layout.failed'));
  };
  const lookAgain = async (): Promise<void> => {
    const answer = await bridge.lookAgain().catch(() => null);
    say(t(answer?.ok === true ? 'ui.first.looked' : 'ui.layout.failed'));
  };
  const copySignIn = async (provider: CommandInput<'first-run.copy-sign-in'>['provider']): Promise<void> => {
    const answer = await bridge.copySignIn({ provider }).catch(() => null);
    say(answer?.ok === true ? answer.value.message : t('ui.copy.failed'));
  };
  const choose = async (choice: CommandInput<'first-run.choose'>): Promise<void> => {
    const answer = await bridge.chooseAtFirst(choice).catch(() => null);
    if (answer?.ok !== true) say(t('ui.layout.failed'));
  };
  const openSettings = (): void => void bridge.openWindow({ window: 'settings' });
  const scaleText = (step: 1 | 0 | -1): void => {
    const wanted = step === 0 ? 100 : face.textScalePercent + step * textStep;
    void change({ kind: 'text-scale', percent: Math.min(largestText, Math.max(smallestText, wanted)) });
  };

  const keys: HandKeys = {
    refresh: (accountId) => void refresh(accountId),
    openSettings,
    flipFigures: () => void change({ kind: 'figures' }),
    flipTimes: () => void change({ kind: 'times' }),
    undo: () => void undo(),
    keepOpen,
    hidePersonal: () => void change({ kind: 'personal', isOn: !face.hidesPersonal }),
    showKeys: () => pages.open({ kind: 'keys' }),
    scaleText,
    copyText: () => void copy(null, 'text'),
    copyPicture: () => pages.open({ kind: 'share', accountId: null }),
    pin: (accountId) => void change({ kind: 'pin', accountId, isOn: rowOf(accountId)?.marks.isPinned !== true }),
    hide: (accountId) => void change({ kind: 'hide', accountId, isOn: rowOf(accountId)?.marks.isHidden !== true }),
    rename: (accountId) => ask({ kind: 'rename', accountId }),
    showInIcon: (accountId) =>
      void change({ kind: 'icon', accountId, isOn: rowOf(accountId)?.marks.isInIcon !== true }),
    mute: (accountId) => void mute(accountId),
    copyCommand: (accountId) => void copy(accountId, 'start-command'),
  };

  const openMenu = async (accountId: string | null): Promise<void> => {
    const marks = accountId === null ? undefined : rowOf(accountId)?.marks;
    const account = marks === undefined ? null : marksOf(marks);
    const answer = await bridge.openPanelMenu({ account }).catch(() => null);
    const chosen = answer?.ok === true ? answer.value.chosen : null;
    if (chosen === null) return;
    if (accountId === null) chooseForAll(chosen);
    else chooseForOne(chosen, accountId);
  };
  const chooseForAll = (chosen: PanelMenuAction): void => {
    const actions: Partial<Record<PanelMenuAction, () => void>> = {
      overview: () => pages.open({ kind: 'pool' }),
      share: keys.copyPicture,
      'copy-text': keys.copyText,
      'keep-open': keepOpen,
      'hide-personal': keys.hidePersonal,
      keys: keys.showKeys,
      settings: openSettings,
    };
    actions[chosen]?.();
  };
  const chooseForOne = (chosen: PanelMenuAction, accountId: string): void => {
    const actions: Partial<Record<PanelMenuAction, () => void>> = {
      open: () => pages.open({ kind: 'account', accountId }),
      share: () => pages.open({ kind: 'share', accountId }),
      group: () => ask({ kind: 'group', accountId }),
      'copy-text': () => void copy(accountId, 'text'),
    };
    const forOne: Partial<Record<PanelMenuAction, (id: string) => void>> = {
      refresh: keys.refresh,
      'copy-command': keys.copyCommand,
      pin: keys.pin,
      icon: keys.showInIcon,
      mute: keys.mute,
      rename: keys.rename,
      hide: keys.hide,
    };
    actions[chosen]?.();
    forOne[chosen]?.(accountId);
  };

  return {
    keys,
    flips: { figures: keys.flipFigures, times: keys.flipTimes },
    actions: {
      open: (accountId) => pages.open({ kind: 'account', accountId }),
      copyCommand: keys.copyCommand,
      move,
      fold: (sectionId, isOn) => void change({ kind: 'fold', sectionId, isOn }),
      foldRest: (sectionId, isFolded) => void change({ kind: 'show-rest', sectionId, isOn: !isFolded }),
      openMenu: (accountId) => void openMenu(accountId),
      openSettings,
    },
    refresh: (accountId) => void refresh(accountId),
    name: ({ kind, accountId }, name) => void change({ kind, accountId, name }),
    accountActions: (accountId) => ({
      back: pages.back,
      pin: () => keys.pin(accountId),
      refresh: () => keys.refresh(accountId),
      openMenu: () => void openMenu(accountId),
      copy: (what) => void copy(accountId, what),
      openLink: (page) => void openLink(accountId, page),
      openUsage: () => pages.open({ kind: 'usage', accountId }),
      openSettings,
    }),
    copyPicture: (png) => void copyPicture(png),
    savePicture: (png) => void savePicture(png),
    firstRun: {
      lookAgain: () => void lookAgain(),
      copySignIn: (provider) => void copySignIn(provider),
      openPlaces: () => pages.open({ kind: 'places' }),
      openAdd: (provider) => void bridge.openWindow({ window: 'settings', addAccount: { provider } }),
      openKeyringHelp: () => pages.open({ kind: 'help', topic: 'no-keyring' }),
      choose: (choice) => void choose(choice),
      showSample: (isOn) => void bridge.showSample({ isOn }).catch(() => say(t('ui.layout.failed'))),
    },
    openStat: () => pages.open({ kind: 'pool' }),
    closeWindow: () => void bridge.closeWindow(),
  };
}

function marksOf({ isPinned, isHidden, isMuted, isInIcon, hasCommand }: RowView['marks']) {
  return { isPinned, isHidden, isMuted, isInIcon, hasCommand };
}

/** Returns all accounts in the order in which the panel shows them. */
function orderOf({ sections, rows }: PanelFace): readonly string[] {
  const ids = sections.flatMap(({ accountIds }) => accountIds);
  return [...new Set([...ids, ...rows.map(({ id }) => id)])];
}

/** Tells the window how high all content is, so that it can be as high. */
export function useFit(): (heightPx: number) => void {
  const bridge = useBridge();
  const told = useRef(0);
  return (heightPx) => {
    if (heightPx === told.current) return;
    told.current = heightPx;
    void bridge.fitPanel({ heightPx });
  };
}
