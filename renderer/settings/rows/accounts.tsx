import { leftToRight } from '../../hooks/direction.ts';
import { CheckList } from '../DiagnosticsList.tsx';
import { ForgetRow } from '../ForgetRow.tsx';
import { AccountList, AddAccount, NewKey, ShareService } from '../later.ts';
import { accountOfPage, keyOfSide, labelAndText, type RowModel, type RowSource } from '../row-model.ts';
import type { SettingsAccount } from '../../../core/views/settings-accounts.ts';

/** Returns the rows of all accounts, of the pages that add some, and of the account whose page is open. */
export function accountRows(source: RowSource): readonly RowModel[] {
  const { view, page, t } = source;
  const openId = page === null ? null : accountOfPage(page);
  const open = view.accounts.find(({ id }) => id === openId);
  return [
    {
      id: 'accounts',
      section: 'accounts',
      kind: 'bare',
      label: t('ui.section.accounts'),
      text: '',
      content: <AccountList accounts={view.accounts} />,
    },
    ...view.accounts.map((account): RowModel => ({
      id: `account-${account.id}`,
      section: 'accounts',
      kind: 'account',
      opens: `account:${account.id}`,
      label: account.label,
      text: t('ui.accounts.plan-and-place', { plan: account.subtitle, place: account.place }),
      more: `${t('ui.accounts.name')} ${t('ui.accounts.group')} ${view.settings.accountGroups[account.id] ?? ''}`,
    })),
    ...furtherRows(source),
    ...(open === undefined ? [] : pageRows(open, source)),
  ];
}

function furtherRows({ view, t }: RowSource): readonly RowModel[] {
  const looked = view.diagnostics.filter(({ id }) => /^(?:sign-in|key):/.test(id));
  const place = { section: 'accounts', group: 'further' } as const;
  return [
    {
      ...place,
      id: 'found',
      kind: 'link',
      opens: 'found',
      ...labelAndText(t, 'ui.set.suggestions'),
      more: t('ui.find.found'),
    },
    { ...place, id: 'folders', kind: 'link', opens: 'folders', ...labelAndText(t, 'ui.set.folders') },
    {
      id: 'suggestions',
      section: 'accounts',
      page: 'found',
      kind: 'suggestions',
      ...labelAndText(t, 'ui.set.suggestions'),
    },
    {
      id: 'add-account',
      section: 'accounts',
      page: 'add',
      kind: 'block',
      ...labelAndText(t, 'ui.set.add-account'),
      more: [...view.addable.map(({ name }) => name), t('ui.own.name')].join(' '),
      content: <AddAccount providers={view.addable} hints={view.hints} />,
    },
    ...(['codex', 'claude'] as const).map((tool): RowModel => ({
      ...{ id: `${tool}-folders`, section: 'accounts', page: 'folders', kind: 'folders' },
      ...labelAndText(t, `ui.set.${tool}-folders`),
      setting: `${tool}Folders`,
    })),
    {
      ...{ id: 'looked', section: 'accounts', page: 'folders', group: 'looked', kind: 'other', control: null },
      label: t('ui.accounts.looked'),
      text: '',
      below: <CheckList lines={looked} />,
    },
  ];
}

/** Returns the rows of the page of one account. */
function pageRows(account: SettingsAccount, { view, t }: RowSource): readonly RowModel[] {
  const { id, subtitle, isAdded, hasKey, isOwnService } = account;
  const page = { section: 'accounts', page: `account:${id}`, accountId: id } as const;
  const groups = [...new Set(Object.values(view.settings.accountGroups))];
  const row = (name: string) => ({ ...page, id: `${name}-${id}` });
  return [
    {
      ...row('name'),
      kind: 'account-name',
      setting: 'accountLabels',
      label: t('ui.accounts.name'),
      text: '',
      placeholder: account.label,
      mostCharacters: 100,
    },
    {
      ...row('group'),
      kind: 'account-name',
      setting: 'accountGroups',
      label: t('ui.accounts.group'),
      text: '',
      placeholder: t('ui.accounts.group-none'),
      mostCharacters: 100,
      known: groups.sort((one, other) => one.localeCompare(other)),
    },
    {
      ...row('tile'),
      kind: 'account-name',
      setting: 'accountTiles',
      ...labelAndText(t, 'ui.accounts.tile'),
      placeholder: account.tile.text,
      mostCharacters: 16,
    },
    {
      ...row('pinned'),
      group: 'panel',
      heading: t('ui.settings.card.panel'),
      kind: 'account-in',
      setting: 'pinned',
      ...labelAndText(t, 'ui.accounts.pin'),
    },
    { ...row('hidden'), group: 'panel', kind: 'account-in', setting: 'hidden', ...labelAndText(t, 'ui.accounts.hide') },
    { ...row('icon'), group: 'panel', kind: 'account-icon', label: t('ui.accounts.icon'), text: '' },
    {
      ...row(`alerts-${view.settings.meterShows}`),
      group: 'alerts',
      heading: t('ui.section.alerts'),
      kind: 'account-alerts',
      label: t('ui.set.account-alerts.label'),
      text: t(keyOfSide('ui.set.account-alerts.text', view.settings.meterShows)),
      side: view.settings.meterShows,
    },
    {
      ...row('place'),
      group: 'sign-in',
      heading: t('ui.accounts.sign-in'),
      kind: 'other',
      label: subtitle,
      text: leftToRight(account.place),
      control: null,
      below: isAdded === true && hasKey === true && <NewKey accountId={id} service={subtitle} />,
    },
    ...(isOwnService === true
      ? [
          {
            ...row('share'),
            group: 'sign-in',
            kind: 'other',
            ...labelAndText(t, 'ui.own.share'),
            control: <ShareService accountId={id} />,
          } as const,
        ]
      : []),
    {
      ...row('forget'),
      group: 'sign-in',
      kind: 'block',
      label: t('ui.accounts.forget.label'),
      text: '',
      content: <ForgetRow account={account} />,
    },
  ];
}
