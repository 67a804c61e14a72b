import { assertNever } from '../../core/assert-never.ts';
import { AccountIconRow, AccountInRow, AccountNameRow } from './AccountRows.tsx';
import { SwitchRow } from './SwitchRow.tsx';
import { EntryRow, FoldersRow, NumberRow, SelectRow } from './FieldRows.tsx';
import { IconStyleRow } from './IconStyleRow.tsx';
import { AccountAlertsRow, ShortcutRow, SuggestionsRow, UserCommandsRow } from './later.ts';
import { LinkRow } from './LinkRow.tsx';
import type { RowModel } from './row-model.ts';
import { SegmentsRow } from './SegmentsRow.tsx';
import { SettingRow } from './SettingRow.tsx';
import { TextSizeRow } from './TextSizeRow.tsx';

/** Renders one row of the settings by its kind. */
export function SettingControl({ row }: { readonly row: RowModel }) {
  switch (row.kind) {
    case 'switch':
      return <SwitchRow row={row} />;
    case 'select':
      return <SelectRow row={row} />;
    case 'segments':
      return <SegmentsRow row={row} />;
    case 'number':
      return <NumberRow row={row} />;
    case 'entry':
      return <EntryRow row={row} />;
    case 'account-name':
      return <AccountNameRow row={row} />;
    case 'account-in':
      return <AccountInRow row={row} />;
    case 'account-icon':
      return <AccountIconRow row={row} />;
    case 'account-alerts':
      return <AccountAlertsRow row={row} />;
    case 'hooks':
      return <UserCommandsRow row={row} />;
    case 'suggestions':
      return <SuggestionsRow row={row} />;
    case 'folders':
      return <FoldersRow row={row} />;
    case 'account':
    case 'link':
      return <LinkRow row={row} />;
    case 'icon-style':
      return <IconStyleRow row={row} />;
    case 'text-size':
      return <TextSizeRow row={row} />;
    case 'shortcut':
      return <ShortcutRow row={row} />;
    case 'bare':
    case 'block':
      return row.content;
    case 'other':
      return <SettingRow label={row.label} text={row.text} control={row.control} below={row.below} />;
    case 'text':
      return <SettingRow label={row.label} text={row.text} />;
    default:
      return assertNever(row);
  }
}
