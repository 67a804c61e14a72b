import { isUndoable, type LayoutChange, layoutText } from '../../../core/settings/layout.ts';
import { accountMenu, panelMenu } from '../../../core/views/panel-menu.ts';
import { copyPicture, isPicture } from '../../electron/clipboard.ts';
import type { SaveFile } from '../../electron/dialogs.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import { openMenu } from '../../electron/windows/panel-menu.ts';
import { createLayout } from '../../features/layout.ts';
import type { Publisher } from '../../features/publisher.ts';
import type { Services } from '../../services/create-services.ts';
import type { Windows } from '../windows.ts';

type PanelHandlers = Pick<
  CommandHandlers,
  | 'panel.menu'
  | 'panel.fit'
  | 'panel.keep-open'
  | 'panel.copy-picture'
  | 'panel.save-picture'
  | 'layout.change'
  | 'layout.undo'
>;

/** Makes the handlers of what the panel asks of its window: a menu, its height, to stay open, a picture to copy. */
export function panelHandlers(
  services: Pick<Services, 'settings' | 'locale'>,
  publisher: Pick<Publisher, 'current'>,
  windows: () => Windows,
  save: SaveFile,
): PanelHandlers {
  const { settings, locale } = services;
  const layout = createLayout(settings);
  const textOf = (change: LayoutChange): string | null => {
    const accountId = 'accountId' in change ? change.accountId : null;
    const account = publisher.current().accounts.find(({ id }) => id === accountId);
    return layoutText(change, account?.label ?? accountId ?? '', locale());
  };
  return {
    'panel.menu': async ({ account }) => {
      const { panel } = windows();
      const window = panel.current();
      if (window === null) return { chosen: null };
      const state = { keepsOpen: panel.keepsOpen(), hidesPersonal: settings.get().hidePersonal };
      const rows = account === null ? panelMenu(state, locale()) : accountMenu(account, locale());
      return { chosen: await panel.keepOpenDuring(() => openMenu(window, rows)) };
    },
    'layout.change': async (change) => {
      const isNews = await layout.change(change);
      return { text: isNews ? textOf(change) : null, canUndo: isNews && isUndoable(change) };
    },
    'layout.undo': async () => {
      const { t } = locale();
      const undone = await layout.undo();
      return { text: t(undone === null ? 'layout.nothing-to-undo' : 'layout.undone'), canUndo: false };
    },
    'panel.fit': ({ heightPx }) => {
      windows().panel.fit(heightPx);
      return null;
    },
    'panel.keep-open': ({ isOn }) => {
      windows().panel.setKeepsOpen(isOn);
      return null;
    },
    'panel.save-picture': async ({ png }, { webContentsId }) => {
      const { t } = locale();
      const bytes = Buffer.from(png, 'base64');
      if (!isPicture(bytes)) return { saved: false, message: t('panel-copy.picture-failed') };
      const outcome = await save({ webContentsId, name: 'quota-tray.png', content: bytes });
      if (outcome.kind === 'cancelled') return { saved: false, message: null };
      return outcome.kind === 'saved'
        ? { saved: true, message: t('history.saved', { file: outcome.file }) }
        : { saved: false, message: t('history.not-saved') };
    },
    'panel.copy-picture': async ({ png }) => {
      const copied = await copyPicture(Buffer.from(png, 'base64'));
      return { copied, message: locale().t(copied ? 'panel-copy.picture' : 'panel-copy.picture-failed') };
    },
  };
}
