import { words, type RowModel, type RowSource } from '../row-model.ts';

/** How the app looks and speaks. */
export function appearanceRows({ view, t }: RowSource): readonly RowModel[] {
  return [
    {
      id: 'language',
      section: 'appearance',
      kind: 'select',
      ...words(t, 'ui.set.language'),
      setting: 'language',
      options: [
        { value: 'system', label: t('ui.set.language.system') },
        ...view.languages.map((language) => ({ value: language.tag, label: language.name })),
      ],
    },
    {
      id: 'theme',
      section: 'appearance',
      kind: 'segments',
      ...words(t, 'ui.set.theme'),
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
      ...words(t, 'ui.set.meter'),
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
      ...words(t, 'ui.set.reset'),
      setting: 'resetShows',
      options: [
        { value: 'countdown', label: t('ui.set.reset.countdown') },
        { value: 'clock', label: t('ui.set.reset.clock') },
      ],
    },
  ];
}
