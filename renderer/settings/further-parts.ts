/** What the settings draw on few pages only. It has a script of its own (`later.ts`). */
export { AccountAlertsRow } from './AccountAlertsRow.tsx';
export { AccountList } from './AccountList.tsx';
export { AddAccount } from './AddAccount.tsx';
export { DeleteHistory } from './DeleteHistory.tsx';
export { NewKey } from './KeyField.tsx';
export { ProxySignInRow } from './ProxySignInRow.tsx';
export { ShareService } from './own-service/ShareService.tsx';
export { QuietHours } from './QuietHours.tsx';
export { ReportPage } from './ReportPage.tsx';
export { ShortcutRow } from './ShortcutRow.tsx';
export { SuggestionsRow } from './SuggestionsRow.tsx';
export { UserCommandsRow } from './UserCommandsRow.tsx';
export { RefreshSlots, WindowWarmups } from './warmups/Schedules.tsx';
export { TryWarmups } from './warmups/TryWarmups.tsx';
export { WarmupCap } from './warmups/WarmupCap.tsx';
export { WarmupTimeline } from './warmups/WarmupTimeline.tsx';
