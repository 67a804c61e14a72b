import { Diagnostics } from '../DiagnosticsList.tsx';
import { HelpLink, OpenFolder } from '../SettingActions.tsx';
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
      ...link,
      id: 'folder',
      heading: t('ui.settings.card.app'),
      label: t('ui.set.folder.label'),
      text: view.dataFolder,
      control: <OpenFolder />,
    },
    {
      ...link,
      id: 'version',
      label: t('ui.help.version.label'),
      text: t('ui.settings.version', { version: view.appVersion }),
      control: <HelpLink page="releases" text={t('ui.help.releases')} />,
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
      control: (
        <>
          <HelpLink page="guide" text={t('ui.help.guide')} />
          <HelpLink page="issues" text={t('ui.help.issues')} />
        </>
      ),
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
