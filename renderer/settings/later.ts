import { laterParts } from '../hooks/later-parts.tsx';

const parts = laterParts(() => import('./further-parts.ts'));

/** Reads the script of the parts below, which the first section does not need. */
export const loadFurtherParts = parts.load;

export const AccountAlertsRow = parts.part((further) => further.AccountAlertsRow);
export const AccountList = parts.part((further) => further.AccountList);
export const AddAccount = parts.part((further) => further.AddAccount);
export const DeleteHistory = parts.part((further) => further.DeleteHistory);
export const NewKey = parts.part((further) => further.NewKey);
export const ProxySignInRow = parts.part((further) => further.ProxySignInRow);
export const QuietHours = parts.part((further) => further.QuietHours);
export const ReportPage = parts.part((further) => further.ReportPage);
export const ShareService = parts.part((further) => further.ShareService);
export const ShortcutRow = parts.part((further) => further.ShortcutRow);
export const SuggestionsRow = parts.part((further) => further.SuggestionsRow);
export const UserCommandsRow = parts.part((further) => further.UserCommandsRow);
export const RefreshSlots = parts.part((further) => further.RefreshSlots);
export const WindowWarmups = parts.part((further) => further.WindowWarmups);
export const TryWarmups = parts.part((further) => further.TryWarmups);
export const WarmupCap = parts.part((further) => further.WarmupCap);
export const WarmupTimeline = parts.part((further) => further.WarmupTimeline);
