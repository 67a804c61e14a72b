import { HistoryExport } from '../../components/FileExport.tsx';
import { DeleteHistory } from '../DeleteHistory.tsx';
import { words, type RowModel, type RowSource } from '../row-model.ts';

/** How long readings are kept, a copy of all of them, and their end. */
export function historyRows({ t }: RowSource): readonly RowModel[] {
  return [
    {
      id: 'history-days',
      section: 'data',
      kind: 'number',
      ...words(t, 'ui.set.history-days'),
      setting: 'historyDays',
      invalidText: t('ui.set.history-days.invalid'),
    },
    {
      id: 'history-export',
      section: 'data',
      kind: 'other',
      ...words(t, 'ui.set.history-export'),
      control: null,
      below: <HistoryExport accountId={null} />,
    },
    {
      id: 'history-clear',
      section: 'data',
      kind: 'other',
      ...words(t, 'ui.set.history-clear'),
      control: <DeleteHistory />,
    },
  ];
}
