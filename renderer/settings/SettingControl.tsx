import { assertNever } from '../../core/assert-never.ts';
import { FoldersRow } from './FoldersRow.tsx';
import { NumberRow } from './NumberRow.tsx';
import type { RowModel } from './row-model.ts';
import { SegmentsRow } from './SegmentsRow.tsx';
import { SelectRow } from './SelectRow.tsx';
import { SettingRow } from './SettingRow.tsx';
import { SwitchRow } from './SwitchRow.tsx';

/** Draws one row of the settings by its kind. */
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
    case 'folders':
      return <FoldersRow row={row} />;
    case 'other':
      return <SettingRow label={row.label} text={row.text} control={row.control} below={row.below} />;
    case 'text':
      return <SettingRow label={row.label} text={row.text} />;
    default:
      return assertNever(row);
  }
}
