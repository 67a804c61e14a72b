import { type Option, type RowModel, type RowSource, labelAndText } from '../row-model.ts';

const offeredMinutes = [1, 2, 5, 10, 15, 30, 60] as const;
/** The app never polls Claude's usage endpoint more often than this, because the service limits it. */
const claudeFloorMinutes = 15;

/** Returns the rows of the refresh interval, of what the app polls, and of start at login. */
export function generalRows({ view, t }: RowSource): readonly RowModel[] {
  const { refreshMinutes, askClaude } = view.settings;
  const refresh = labelAndText(t, 'ui.set.refresh');
  const floor = askClaude && refreshMinutes < claudeFloorMinutes ? ` ${t('ui.set.refresh.text-floor')}` : '';
  const login = labelAndText(t, 'ui.set.login');
  return [
    {
      id: 'refresh',
      section: 'general',
      kind: 'select',
      label: refresh.label,
      text: refresh.text + floor,
      setting: 'refreshMinutes',
      options: intervals(refreshMinutes, t),
    },
    {
      id: 'login',
      section: 'general',
      kind: 'switch',
      label: login.label,
      text: view.canStartAtLogin ? login.text : t('ui.set.login.text-unavailable'),
      setting: 'startAtLogin',
      disabled: !view.canStartAtLogin,
    },
    {
      id: 'ask-codex',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.ask-codex'),
      setting: 'askCodex',
    },
    {
      id: 'ask-codex-tool',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.ask-codex-tool'),
      setting: 'askCodexTool',
      disabled: !view.settings.askCodex,
    },
    {
      id: 'ask-claude',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.ask-claude'),
      setting: 'askClaude',
    },
    {
      id: 'ask-claude-tool',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.ask-claude-tool'),
      setting: 'askClaudeTool',
      disabled: !askClaude,
    },
    {
      id: 'essential-only',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.essential-only'),
      setting: 'essentialTrafficOnly',
    },
    {
      id: 'daily-usage',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.daily-usage'),
      setting: 'dailyUsage',
      disabled: view.settings.essentialTrafficOnly,
    },
    {
      id: 'redeem-resets',
      section: 'general',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.redeem-resets'),
      setting: 'redeemResets',
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

/** Returns the rows of language, theme and meters. */
export function appearanceRows({ view, t }: RowSource): readonly RowModel[] {
  return [
    {
      id: 'language',
      section: 'appearance',
      kind: 'select',
      ...labelAndText(t, 'ui.set.language'),
      setting: 'language',
      options: [
        { value: 'system', label: t('ui.set.language.system') },
        ...view.languages.map((language) => ({ value: language.tag, label: language.name })),
      ],
    },
    {
      id: 'region',
      section: 'appearance',
      kind: 'select',
      ...labelAndText(t, 'ui.set.region'),
      setting: 'region',
      options: [
        { value: 'system', label: t('ui.set.region.system') },
        ...view.regions.map(({ code, name }) => ({ value: code, label: name })),
      ],
    },
    {
      id: 'clock',
      section: 'appearance',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.clock'),
      setting: 'clock',
      options: [
        { value: 'system', label: t('ui.set.clock.system') },
        { value: '12', label: t('ui.set.clock.twelve') },
        { value: '24', label: t('ui.set.clock.twenty-four') },
      ],
    },
    {
      id: 'theme',
      section: 'appearance',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.theme'),
      setting: 'theme',
      options: [
        { value: 'system', label: t('ui.set.theme.system') },
        { value: 'light', label: t('ui.set.theme.light') },
        { value: 'dark', label: t('ui.set.theme.dark') },
      ],
    },
    {
      id: 'meter',
      section: 'appearance',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.meter'),
      setting: 'meterShows',
      options: [
        { value: 'left', label: t('ui.set.meter.left') },
        { value: 'used', label: t('ui.set.meter.used') },
      ],
    },
    {
      id: 'reset',
      section: 'appearance',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.reset'),
      setting: 'resetShows',
      options: [
        { value: 'countdown', label: t('ui.set.reset.countdown') },
        { value: 'clock', label: t('ui.set.reset.clock') },
      ],
    },
  ];
}
