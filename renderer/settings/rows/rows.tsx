import type { RowModel, RowSource } from '../row-model.ts';
import { accountRows } from './accounts.tsx';
import { alertRows } from './alerts.tsx';
import { generalRows } from './general.ts';
import { helpRows } from './help.tsx';
import { moneyRows } from './money.tsx';
import { panelRows } from './panel.tsx';
import { privacyRows } from './privacy.tsx';
import { scheduleRows } from './schedules.tsx';

/** Returns all rows of the settings, in the order of the sections. */
export function allRows(source: RowSource): readonly RowModel[] {
  return [
    ...generalRows(source),
    ...panelRows(source),
    ...accountRows(source),
    ...alertRows(source),
    ...moneyRows(source),
    ...scheduleRows(source),
    ...privacyRows(source),
    ...helpRows(source),
  ];
}
