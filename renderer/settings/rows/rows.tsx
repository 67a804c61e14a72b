import { words, type RowModel, type RowSource } from '../row-model.ts';
import { ForgetAccount } from '../../components/ForgetAccount.tsx';
import { CopyReport } from '../CopyReport.tsx';
import { DiagnosticsList } from '../DiagnosticsList.tsx';
import { OpenFolder } from '../OpenFolder.tsx';
import { appearanceRows } from './appearance.ts';
import { generalRows } from './general.ts';

/** Every row of the settings, in the order of the sections. */
export function allRows(source: RowSource): readonly RowModel[] {
  const { t } = source;
  return [
    ...generalRows(source),
    ...appearanceRows(source),
    {
      id: 'notifications',
      section: 'notifications',
      kind: 'switch',
      ...words(t, 'ui.set.notifications'),
      setting: 'notifications',
    },
    ...accountRows(source),
    ...dataRows(source),
    {
      id: 'diagnostics',
      section: 'diagnostics',
      kind: 'other',
      ...words(t, 'ui.diagnostics'),
      control: <CopyReport />,
      below: <DiagnosticsList lines={source.view.diagnostics} />,
    },
    { id: 'what', section: 'about', kind: 'text', ...words(t, 'ui.about.what') },
    { id: 'privacy', section: 'about', kind: 'text', ...words(t, 'ui.about.privacy') },
    { id: 'terms', section: 'about', kind: 'text', ...words(t, 'ui.about.terms') },
  ];
}

function accountRows({ view, t }: RowSource): readonly RowModel[] {
  const accounts = view.accounts.map((account): RowModel => ({
    id: `account-${account.id}`,
    section: 'accounts',
    kind: 'other',
    label: account.label,
    text: `${account.subtitle} · ${account.place}`,
    control: <ForgetAccount id={account.id} label={account.label} />,
  }));
  return [
    ...accounts,
    {
      id: 'codex-folders',
      section: 'accounts',
      kind: 'folders',
      ...words(t, 'ui.set.codex-folders'),
      setting: 'codexFolders',
    },
    {
      id: 'claude-folders',
      section: 'accounts',
      kind: 'folders',
      ...words(t, 'ui.set.claude-folders'),
      setting: 'claudeFolders',
    },
  ];
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
