import { leftToRight } from '../../hooks/direction.ts';
import { Diagnostics } from '../DiagnosticsList.tsx';
import { UpdateActions } from '../../components/UpdateActions.tsx';
import { HelpLink, OpenFolder } from '../SettingActions.tsx';
import { ReportPage } from '../later.ts';
import { UpdateProgress } from '../UpdateProgress.tsx';
import { type RowModel, type RowSource, labelAndText } from '../row-model.ts';

/** Returns the rows of the report, of the data folder, of links and of what the user should know. */
export function helpRows({ view, t }: RowSource): readonly RowModel[] {
  const about = { section: 'help', group: 'about', kind: 'text' } as const;
  const link = { section: 'help', group: 'app', kind: 'other' } as const;
  return [
    {
      id: 'diagnostics',
      section: 'help',
      kind: 'block',
      label: t('ui.diagnostics.copy'),
      text: t('ui.diagnostics.text'),
      more: view.diagnostics.map(({ name }) => name).join(' '),
      content: <Diagnostics lines={view.diagnostics} />,
    },
    {
      section: 'help',
      id: 'report',
      kind: 'link',
      label: t('ui.help.issues'),
      text: t('ui.help.report.text'),
      opens: 'report',
    },
    { section: 'help', page: 'report', id: 'report-text', kind: 'block', label: '', text: '', content: <ReportPage /> },
    {
      ...link,
      id: 'folder',
      heading: t('ui.settings.card.app'),
      label: t('ui.set.folder.label'),
      text: leftToRight(view.dataFolder),
      control: <OpenFolder />,
    },
    {
      ...link,
      id: 'version',
      label: t('ui.help.version.label'),
      text:
        view.appBuild === null
          ? t('ui.settings.version', { version: view.appVersion })
          : `${t('ui.settings.version', { version: view.appVersion })} · ${view.appBuild}`,
      control: <HelpLink page="releases" text={t('ui.help.releases')} />,
    },
    {
      ...link,
      id: 'updates',
      label: t('ui.help.updates.label'),
      text: view.updates.text,
      more: t('ui.find.updates'),
      control: <UpdateActions actions={view.updates.actions} />,
      below: <UpdateProgress view={view.updates} />,
    },
    {
      section: 'help',
      group: 'app',
      id: 'look-for-updates',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.updates'),
      more: t('ui.find.updates'),
      setting: 'checkForUpdates',
    },
    {
      ...link,
      id: 'licence',
      label: t('ui.help.licence.label'),
      text: t('ui.help.licence.text'),
      control: <HelpLink page="licence" text={t('ui.help.licence.open')} />,
    },
    {
      ...link,
      id: 'packages',
      ...labelAndText(t, 'ui.help.packages'),
      control: <HelpLink page="packages" text={t('ui.help.packages.open')} />,
    },
    {
      ...link,
      id: 'project',
      ...labelAndText(t, 'ui.help.project'),
      control: <HelpLink page="guide" text={t('ui.help.guide')} />,
    },
    {
      ...about,
      id: 'what',
      heading: t('ui.settings.card.about'),
      ...labelAndText(t, 'ui.about.what'),
    },
    { ...about, id: 'privacy', ...labelAndText(t, 'ui.about.privacy') },
    { ...about, id: 'terms', ...labelAndText(t, 'ui.about.terms') },
  ];
}
