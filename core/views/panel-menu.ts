import type { LocaleContext, MessageKey } from '../i18n/translate.ts';

/** What a row of the panel's menus does. The page that opened the menu does it. */
export type PanelMenuAction =
  | 'open'
  | 'refresh'
  | 'copy-command'
  | 'copy-text'
  | 'share'
  | 'pin'
  | 'icon'
  | 'mute'
  | 'rename'
  | 'group'
  | 'hide'
  | 'keep-open'
  | 'hide-personal'
  | 'overview'
  | 'keys'
  | 'settings';

/** A row of a native menu of the panel. */
export type PanelMenuRow =
  | { readonly kind: 'separator' }
  | {
      readonly kind: 'action';
      readonly action: PanelMenuAction;
      readonly text: string;
      /** Left out: the row is no switch. */
      readonly isOn?: boolean;
    };

/** What is true of the account of a menu. It decides only the words and the ticks. */
export interface AccountMenuMarks {
  readonly isPinned: boolean;
  readonly isHidden: boolean;
  readonly isMuted: boolean;
  readonly isInIcon: boolean;
  readonly hasCommand: boolean;
}

/** Returns the menu of one account. */
export function accountMenu(marks: AccountMenuMarks, locale: LocaleContext): readonly PanelMenuRow[] {
  const { row, tick } = rowsIn(locale);
  return [
    row('open', 'panel-menu.open'),
    row('refresh', 'panel-menu.refresh'),
    ...(marks.hasCommand ? [row('copy-command', 'panel-menu.copy-command')] : []),
    row('copy-text', 'panel-menu.copy-text'),
    row('share', 'panel-menu.share'),
    separator,
    tick('pin', 'panel-menu.pin', marks.isPinned),
    tick('icon', 'panel-menu.icon', marks.isInIcon),
    tick('mute', 'panel-menu.mute', marks.isMuted),
    row('rename', 'panel-menu.rename'),
    row('group', 'panel-menu.group'),
    separator,
    row('hide', marks.isHidden ? 'panel-menu.show' : 'panel-menu.hide'),
  ];
}

/** Returns the menu of the whole panel. */
export function panelMenu(
  state: { readonly keepsOpen: boolean; readonly hidesPersonal: boolean },
  locale: LocaleContext,
): readonly PanelMenuRow[] {
  const { row, tick } = rowsIn(locale);
  return [
    row('overview', 'panel-menu.overview'),
    row('copy-text', 'panel-menu.copy-text'),
    row('share', 'panel-menu.share'),
    separator,
    tick('keep-open', 'panel-menu.keep-open', state.keepsOpen),
    tick('hide-personal', 'panel-menu.hide-personal', state.hidesPersonal),
    separator,
    row('keys', 'panel-menu.keys'),
    row('settings', 'menu.settings'),
  ];
}

const separator = { kind: 'separator' } as const;

function rowsIn({ t }: LocaleContext) {
  const row = (action: PanelMenuAction, key: MessageKey): PanelMenuRow => ({ kind: 'action', action, text: t(key) });
  const tick = (action: PanelMenuAction, key: MessageKey, isOn: boolean): PanelMenuRow => ({
    kind: 'action',
    action,
    text: t(key),
    isOn,
  });
  return { row, tick };
}
