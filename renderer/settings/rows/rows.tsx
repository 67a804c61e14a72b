import { HistoryExport } from '../../components/FileExport.tsx';
import { DeleteHistory } from '../DeleteHistory.tsx';
import { DiagnosticsList } from '../DiagnosticsList.tsx';
import { CopyReport, OpenFolder } from '../SettingActions.tsx';
import { type RowModel, type RowSource, labelAndText } from '../row-model.ts';
import { RefreshSlots, WindowWarmups } from '../warmups/Schedules.tsx';
import { TryWarmups } from '../warmups/TryWarmups.tsx';
import { WarmupCap } from '../warmups/WarmupCap.tsx';
import { WarmupTimeline } from '../warmups/WarmupTimeline.tsx';
import { accountRows } from './accounts.ts';
import { appearanceRows, generalRows } from './general.ts';
import { moneyRows } from './money.tsx';
import { notificationRows } from './notifications.tsx';

/** Returns all rows of the settings, in the order of the sections. */
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
      ...labelAndText(t, 'ui.diagnostics'),
      control: <CopyReport />,
      below: <DiagnosticsList lines={source.view.diagnostics} />,
    },
    apiPortRow(source),
    { id: 'what', section: 'about', kind: 'text', ...labelAndText(t, 'ui.about.what') },
    { id: 'privacy', section: 'about', kind: 'text', ...labelAndText(t, 'ui.about.privacy') },
    { id: 'terms', section: 'about', kind: 'text', ...labelAndText(t, 'ui.about.terms') },
  ];
}

/** Returns the row of the port. A port is a whole number; an empty field means the socket only. */
function apiPortRow({ view, t }: RowSource): RowModel {
  const { apiPort } = view.settings;
  return {
    id: 'api-port',
    section: 'diagnostics',
    kind: 'entry',
    ...labelAndText(t, 'ui.set.api-port'),
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
      ...labelAndText(t, 'ui.set.secrets'),
      setting: 'allowUnprotectedSecrets',
    },
  ];
}

/** Returns the rows of the history: how long it is kept, its export, and its deletion. */
function historyRows({ t }: RowSource): readonly RowModel[] {
  return [
    {
      id: 'history-days',
      section: 'data',
      kind: 'number',
      ...labelAndText(t, 'ui.set.history-days'),
      setting: 'historyDays',
      invalidText: t('ui.set.history-days.invalid'),
    },
    {
      id: 'history-export',
      section: 'data',
      kind: 'other',
      ...labelAndText(t, 'ui.set.history-export'),
      control: null,
      below: <HistoryExport accountId={null} />,
    },
    {
      id: 'history-clear',
      section: 'data',
      kind: 'other',
      ...labelAndText(t, 'ui.set.history-clear'),
      control: <DeleteHistory />,
    },
  ];
}

/** Returns the rows of scheduled refreshes and warm-ups. */
function warmupRows({ view, t }: RowSource): readonly RowModel[] {
  const { language } = view.appearance;
  const row = { section: 'warmups', kind: 'other' } as const;
  return [
    {
      ...row,
      id: 'refresh-slots',
      ...labelAndText(t, 'ui.warmups.refresh'),
      control: null,
      below: <RefreshSlots language={language} />,
    },
    {
      ...row,
      id: 'window-warmups',
      ...labelAndText(t, 'ui.warmups.windows'),
      control: null,
      below: <WindowWarmups language={language} />,
    },
    { ...row, id: 'warmup-cap', ...labelAndText(t, 'ui.warmups.cap'), control: null, below: <WarmupCap /> },
    {
      ...row,
      id: 'warmup-days',
      label: t('ui.warmups.timeline.label'),
      text: '',
      control: null,
      below: <WarmupTimeline />,
    },
    { ...row, id: 'warmup-try', ...labelAndText(t, 'ui.warmups.try'), control: null, below: <TryWarmups /> },
  ];
}
