import { HistoryExport } from '../../components/FileExport.tsx';
import { DeleteHistory } from '../later.ts';
import { ExportSettings, ImportSettings, ResetSettings } from '../NetworkActions.tsx';
import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';
import { networkRows } from './network.tsx';

/** Returns the rows of what is read, of the history, and of keys and ports. */
export function privacyRows(source: RowSource): readonly RowModel[] {
  return [...readingRows(source), ...serviceRows(source), ...historyRows(source), ...localRows(source)];
}

function readingRows({ view, t }: RowSource): readonly RowModel[] {
  const place = { section: 'privacy', group: 'reading' } as const;
  const { settings } = view;
  return [
    {
      ...place,
      id: 'services',
      kind: 'link',
      opens: 'services',
      heading: t('ui.settings.card.reading'),
      ...labelAndText(t, 'ui.set.services'),
    },
    {
      ...place,
      id: 'essential-only',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.essential-only'),
      setting: 'essentialTrafficOnly',
    },
    {
      ...place,
      id: 'daily-usage',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.daily-usage'),
      setting: 'dailyUsage',
      disabled: settings.essentialTrafficOnly,
    },
    {
      ...place,
      id: 'redeem-resets',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.redeem-resets'),
      setting: 'redeemResets',
    },
  ];
}

/** Returns the rows of the page that says what is read from each service. */
function serviceRows({ view, t }: RowSource): readonly RowModel[] {
  const { askCodex, askClaude } = view.settings;
  const place = { section: 'privacy', page: 'services', kind: 'switch' } as const;
  return [
    {
      ...place,
      id: 'ask-codex',
      group: 'codex',
      heading: 'Codex',
      ...labelAndText(t, 'ui.set.ask-codex'),
      setting: 'askCodex',
    },
    {
      ...place,
      id: 'ask-codex-tool',
      group: 'codex',
      ...labelAndText(t, 'ui.set.ask-codex-tool'),
      setting: 'askCodexTool',
      disabled: !askCodex,
    },
    {
      ...place,
      id: 'ask-claude',
      group: 'claude',
      heading: 'Claude',
      ...labelAndText(t, 'ui.set.ask-claude'),
      setting: 'askClaude',
    },
    {
      ...place,
      id: 'ask-claude-tool',
      group: 'claude',
      ...labelAndText(t, 'ui.set.ask-claude-tool'),
      setting: 'askClaudeTool',
      disabled: !askClaude,
    },
  ];
}

/** Returns the rows of the history: how long it is kept, its export, and its deletion. */
function historyRows({ t }: RowSource): readonly RowModel[] {
  const place = { section: 'privacy', group: 'history' } as const;
  return [
    {
      ...place,
      id: 'history-days',
      kind: 'number',
      heading: t('ui.settings.card.history'),
      ...labelAndText(t, 'ui.set.history-days'),
      setting: 'historyDays',
      invalidText: t('ui.set.history-days.invalid'),
    },
    {
      ...place,
      id: 'history-export',
      kind: 'other',
      ...labelAndText(t, 'ui.set.history-export'),
      control: <HistoryExport accountId={null} />,
    },
    {
      ...place,
      id: 'history-clear',
      kind: 'other',
      ...labelAndText(t, 'ui.set.history-clear'),
      control: <DeleteHistory />,
    },
  ];
}

function localRows(source: RowSource): readonly RowModel[] {
  const { t } = source;
  return [
    {
      id: 'secrets',
      section: 'privacy',
      group: 'local',
      heading: t('ui.settings.card.local'),
      kind: 'switch',
      ...labelAndText(t, 'ui.set.secrets'),
      more: t('ui.find.secrets'),
      setting: 'allowUnprotectedSecrets',
    },
    apiPortRow(source),
    ...networkRows(source),
    ...transferRows(source),
  ];
}

/** Returns the rows that save, take and reset all settings. */
function transferRows({ t }: RowSource): readonly RowModel[] {
  const place = { section: 'privacy', group: 'settings', kind: 'other' } as const;
  return [
    {
      ...place,
      id: 'export',
      heading: t('ui.settings.card.settings'),
      ...labelAndText(t, 'ui.set.export'),
      more: t('ui.find.transfer'),
      control: (
        <>
          <ExportSettings />
          <ImportSettings />
        </>
      ),
    },
    { ...place, id: 'reset-all', ...labelAndText(t, 'ui.set.reset-all'), control: <ResetSettings /> },
  ];
}

/** Returns the row of the port. A port is a whole number; an empty field means the socket only. */
function apiPortRow({ view, t }: RowSource): RowModel {
  const { apiPort } = view.settings;
  return {
    id: 'api-port',
    section: 'privacy',
    group: 'local',
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
