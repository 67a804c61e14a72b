import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { shownAccounts, standingOf } from '../snapshot/order.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { panelFace, panelForm } from './panel-face.ts';
import type { PanelForm, RowView } from './panel-model.ts';
import { followedAccount, type IconStyle, trayIcon, type TrayIcon } from './tray-icon.ts';

/** How the panel draws accounts with the present settings: one card or one row. */
export interface PanelPreviewView {
  readonly form: PanelForm;
  /** A real account with its real figures; empty: there is no account. */
  readonly rows: readonly RowView[];
}

/** Returns how the panel draws the first account that has figures. */
export function panelPreview(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): PanelPreviewView {
  const shown = shownAccounts(snapshot.accounts, settings);
  const form = panelForm(shown.length, snapshot.accounts.length, settings);
  const isList = form === 'rows' || form === 'compact';
  const usable = shown.filter((account) => ['low', 'ready'].includes(standingOf(account)));
  const accounts = (usable.length > 0 ? usable : shown).slice(0, 1);
  const own = { ...settings, hidden: [], folded: [], rows: isList ? form : ('automatic' as const) };
  return { form, rows: panelFace({ ...snapshot, accounts }, own, locale, {}, nowMs).rows };
}

/** Returns what the tray icon shows now, in each style. */
export function iconPreviews(snapshot: Snapshot, settings: Settings): Readonly<Record<IconStyle, TrayIcon>> {
  const accounts = shownAccounts(snapshot.accounts, settings);
  const followed = followedAccount(accounts, settings.iconFollows, snapshot.nextUp?.accountId ?? null);
  const inStyle = (style: IconStyle): TrayIcon => trayIcon(followed, accounts, { style, tone: settings.iconTone });
  return { bars: inStyle('bars'), number: inStyle('number'), ring: inStyle('ring') };
}
