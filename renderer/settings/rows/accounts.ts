import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';

/** Returns the rows of the known accounts, of suggested ones, of adding an account, and of further sign-in folders. */
export function accountRows({ view, t }: RowSource): readonly RowModel[] {
  const accounts = view.accounts.map((account): RowModel => ({
    id: `account-${account.id}`,
    section: 'accounts',
    kind: 'account',
    label: account.label,
    text: `${account.subtitle} · ${account.place}`,
    more: `${t('ui.accounts.name')} ${t('ui.accounts.group')} ${view.settings.accountGroups[account.id] ?? ''}`,
    accountId: account.id,
    isAdded: account.isAdded === true,
    service: account.subtitle,
  }));
  return [
    ...accounts,
    { id: 'suggestions', section: 'accounts', kind: 'suggestions', ...labelAndText(t, 'ui.set.suggestions') },
    {
      id: 'add-account',
      section: 'accounts',
      kind: 'add-account',
      ...labelAndText(t, 'ui.set.add-account'),
      more: view.addable.map(({ name }) => name).join(' '),
      providers: view.addable,
    },
    {
      id: 'codex-folders',
      section: 'accounts',
      kind: 'folders',
      ...labelAndText(t, 'ui.set.codex-folders'),
      setting: 'codexFolders',
    },
    {
      id: 'claude-folders',
      section: 'accounts',
      kind: 'folders',
      ...labelAndText(t, 'ui.set.claude-folders'),
      setting: 'claudeFolders',
    },
  ];
}
