import { type Option, type RowModel, type RowSource, labelAndText } from '../row-model.ts';

const offeredMinutes = [1, 2, 5, 10, 15, 30, 60] as const;
/** The app never polls Claude's usage endpoint more often than this, because the service limits it. */
const claudeFloorMinutes = 15;

/** Returns the rows of start at login, language, formats, and the refresh interval. */
export function generalRows({ view, t }: RowSource): readonly RowModel[] {
  const { refreshMinutes, askClaude } = view.settings;
  const refresh = labelAndText(t, 'ui.set.refresh');
  const hasFloor = askClaude && refreshMinutes < claudeFloorMinutes;
  const login = labelAndText(t, 'ui.set.login');
  return [
    {
      id: 'login',
      section: 'general',
      kind: 'switch',
      label: login.label,
      text: view.canStartAtLogin ? login.text : t('ui.set.login.text-unavailable'),
      more: t('ui.find.login'),
      setting: 'startAtLogin',
      disabled: !view.canStartAtLogin,
    },
    {
      id: 'refresh',
      section: 'general',
      kind: 'select',
      label: refresh.label,
      text: hasFloor
        ? t('ui.text.two-sentences', { first: refresh.text, second: t('ui.set.refresh.text-floor') })
        : refresh.text,
      more: t('ui.find.refresh'),
      setting: 'refreshMinutes',
      options: intervals(refreshMinutes, t),
    },
    {
      id: 'language',
      section: 'general',
      group: 'language',
      heading: t('ui.settings.card.language'),
      kind: 'select',
      ...labelAndText(t, 'ui.set.language'),
      more: view.languages.map(({ name }) => name).join(' '),
      setting: 'language',
      options: [
        { value: 'system', label: t('ui.set.language.system') },
        ...view.languages.map((language) => ({ value: language.tag, label: language.name })),
      ],
    },
    {
      id: 'region',
      section: 'general',
      group: 'language',
      kind: 'select',
      ...labelAndText(t, 'ui.set.region'),
      more: t('ui.find.region'),
      setting: 'region',
      options: [
        { value: 'system', label: t('ui.set.region.system') },
        ...view.regions.map(({ code, name }) => ({ value: code, label: name })),
      ],
    },
    {
      id: 'clock',
      section: 'general',
      group: 'language',
      kind: 'segments',
      label: t('ui.set.clock.label'),
      text: '',
      more: t('ui.find.clock'),
      setting: 'clock',
      options: [
        { value: 'system', label: t('ui.set.clock.system') },
        { value: '12', label: t('ui.set.clock.twelve') },
        { value: '24', label: t('ui.set.clock.twenty-four') },
      ],
    },
  ];
}

/** Returns the offered intervals, with the present one added when it is another one. */
function intervals(present: number, t: RowSource['t']): readonly Option[] {
  const minutes = [...new Set<number>([...offeredMinutes, present])].sort((one, other) => one - other);
  return minutes.map((value) => ({
    value,
    label:
      value % 60 === 0
        ? t('ui.set.refresh.hours', { count: value / 60 })
        : t('ui.set.refresh.minutes', { count: value }),
  }));
}
