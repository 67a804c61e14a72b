/** What the tray shows, in full: equal views mean nothing to do. */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly rows: readonly MenuRow[];
}

export interface TrayIcon {
  readonly level: MeterLevel;
  /** What is left of the worst binding window, in steps of 5, 0..100; null when nothing is known. */
  readonly leftPercent: number | null;
  /** A corner dot: something needs the user. */
  readonly attention: boolean;
}

/** The four steps of a meter, and the one for "nothing is known". */
export type MeterLevel = 'fine' | 'low' | 'critical' | 'used-up' | 'unknown';

export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'account'; readonly text: string; readonly accountId: string }
  | { readonly kind: 'action'; readonly text: string; readonly action: MenuAction; readonly enabled: boolean };

export type MenuAction = 'refresh' | 'open-panel' | 'open-settings' | 'quit';
