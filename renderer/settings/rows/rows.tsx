import { words, type RowModel, type RowSource } from '../row-model.ts';
import { CopyReport } from '../CopyReport.tsx';
import { DiagnosticsList } from '../DiagnosticsList.tsx';
import { OpenFolder } from '../OpenFolder.tsx';
import { accountRows } from './accounts.ts';
import { appearanceRows } from './appearance.ts';
import { generalRows } from './general.ts';
import { historyRows } from './history.tsx';
import { moneyRows } from './money.tsx';
import { warmupRows } from './warmups.tsx';
import { notificationRows } from './notifications.tsx';

/** Every row of the settings, in the order of the sections. */
export function allRows(source: RowSource): readonly RowModel[] {
  const { t } = source;
  return [
    ...generalRows(source),
    ...appearanceRows(source),
    ...notificationRows(source),
    ...warmupRows(source),
    ...moneyRows(source),
    ...accountRows(source),
    ...dataRows(source),
    ...historyRows(source),
    {
      id: 'diagnostics',
      section: 'diagnostics',
      kind: 'other',
      ...words(t, 'ui.diagnostics'),
      control: <CopyReport />,
      below: <DiagnosticsList lines={source.view.diagnostics} />,
    },
    apiPortRow(source),
    { id: 'what', section: 'about', kind: 'text', ...words(t, 'ui.about.what') },
    { id: 'privacy', section: 'about', kind: 'text', ...words(t, 'ui.about.privacy') },
    { id: 'terms', section: 'about', kind: 'text', ...words(t, 'ui.about.terms') },
  ];
}

/** A port is a whole number; none is the socket alone. */
function apiPortRow({ view, t }: RowSource): RowModel {
  const { apiPort } = view.settings;
  return {
    id: 'api-port',
    section: 'diagnostics',
    kind: 'entry',
    ...words(t, 'ui.set.api-port'),
    value: apiPort === 0 ? '' : String(apiPort),
    read: (text) => {
      const port = /^\d{0,5}$/.test(text) ? Number(text) : Number.NaN;
      return port >= 0 && port <= 65_535
        ? { ok: true, change: { apiPort: port } }
        : { ok: false, problem: t('ui.set.api-port.invalid') };
    },
  };
}

function dataRows({ view, t }: RowSource): readonly RowModel[] {
  return [
    {
      id: 'folder',
      section: 'data',
      kind: 'other',
      label: t('ui.set.folder.label'),
      text: view.dataFolder,
      control: <OpenFolder />,
    },
    {
      id: 'secrets',
      section: 'data',
      kind: 'switch',
      ...words(t, 'ui.set.secrets'),
      setting: 'allowUnprotectedSecrets',
    },
  ];
}
