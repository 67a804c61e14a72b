import { PanelPreview } from '../PanelPreview.tsx';
import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';

/** Returns the rows of the icon, the panel and what others may see, with a preview beside them. */
export function panelRows(source: RowSource): readonly RowModel[] {
  return [...iconRows(source), ...listRows(source), ...privacyRows(source)];
}

function iconRows({ view, t }: RowSource): readonly RowModel[] {
  const place = { section: 'panel', group: 'icon' } as const;
  const { iconFollows } = view.settings;
  const accounts = view.accounts.map(({ id, label }) => ({ value: id, label }));
  const isGone = !['automatic', 'lowest'].includes(iconFollows) && !accounts.some(({ value }) => value === iconFollows);
  return [
    {
      ...place,
      id: 'icon-style',
      kind: 'icon-style',
      heading: t('ui.settings.card.icon'),
      label: t('ui.set.icon-style.label'),
      text: '',
      more: t('ui.find.icon-style'),
    },
    {
      ...place,
      id: 'icon-follows',
      kind: 'select',
      ...labelAndText(t, 'ui.set.icon-follows'),
      setting: 'iconFollows',
      options: [
        { value: 'automatic', label: t('ui.set.icon-follows.automatic') },
        { value: 'lowest', label: t('ui.set.icon-follows.lowest') },
        ...accounts,
        ...(isGone ? [{ value: iconFollows, label: t('ui.set.icon-follows.gone') }] : []),
      ],
    },
    {
      ...place,
      id: 'icon-tone',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.icon-tone'),
      more: t('ui.find.icon-tone'),
      setting: 'iconTone',
      options: [
        { value: 'automatic', label: t('ui.set.icon-tone.automatic') },
        { value: 'for-dark', label: t('ui.set.icon-tone.for-dark') },
        { value: 'for-light', label: t('ui.set.icon-tone.for-light') },
      ],
    },
    ...(view.platform === 'darwin'
      ? [
          {
            ...place,
            id: 'icon-title',
            kind: 'segments',
            ...labelAndText(t, 'ui.set.icon-title'),
            setting: 'iconTitle',
            options: [
              { value: 'none', label: t('ui.set.icon-title.none') },
              { value: 'figure', label: t('ui.set.icon-title.figure') },
              { value: 'reset', label: t('ui.set.icon-title.reset') },
            ],
          } as const,
        ]
      : []),
  ];
}

function listRows({ view, t }: RowSource): readonly RowModel[] {
  const place = { section: 'panel', group: 'panel' } as const;
  return [
    {
      ...place,
      id: 'preview',
      kind: 'block',
      heading: t('ui.settings.card.panel'),
      label: t('ui.set.preview.label'),
      text: '',
      content: <PanelPreview preview={view.preview} />,
    },
    {
      ...place,
      id: 'meter',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.meter'),
      more: t('ui.find.meter'),
      setting: 'meterShows',
      options: [
        { value: 'left', label: t('ui.set.meter.left') },
        { value: 'used', label: t('ui.set.meter.used') },
      ],
    },
    {
      ...place,
      id: 'reset',
      kind: 'segments',
      label: t('ui.set.reset.label'),
      text: '',
      more: t('ui.find.reset'),
      setting: 'resetShows',
      options: [
        { value: 'countdown', label: t('ui.set.reset.countdown') },
        { value: 'clock', label: t('ui.set.reset.clock') },
      ],
    },
    {
      ...place,
      id: 'group-by',
      kind: 'select',
      label: t('ui.set.group-by.label'),
      text: '',
      more: t('ui.find.group-by'),
      setting: 'groupBy',
      options: [
        { value: 'state', label: t('ui.set.group-by.state') },
        { value: 'provider', label: t('ui.set.group-by.provider') },
        { value: 'group', label: t('ui.set.group-by.group') },
        { value: 'none', label: t('ui.set.group-by.none') },
      ],
    },
    {
      ...place,
      id: 'rows',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.rows'),
      more: t('ui.find.rows'),
      setting: 'rows',
      options: [
        { value: 'automatic', label: t('ui.set.rows.automatic') },
        { value: 'cards', label: t('ui.set.rows.cards') },
        { value: 'rows', label: t('ui.set.rows.rows') },
        { value: 'compact', label: t('ui.set.rows.compact') },
      ],
    },
    { ...place, id: 'next-up', kind: 'switch', ...labelAndText(t, 'ui.set.next-up'), setting: 'nextUp' },
    {
      ...place,
      id: 'text-size',
      kind: 'text-size',
      label: t('ui.set.text-size.label'),
      text: '',
      more: t('ui.find.text-size'),
    },
    {
      ...place,
      id: 'theme',
      kind: 'segments',
      label: t('ui.set.theme.label'),
      text: '',
      more: t('ui.find.theme'),
      setting: 'theme',
      options: [
        { value: 'system', label: t('ui.set.theme.system') },
        { value: 'light', label: t('ui.set.theme.light') },
        { value: 'dark', label: t('ui.set.theme.dark') },
      ],
    },
    {
      ...place,
      id: 'shortcut',
      kind: 'shortcut',
      ...labelAndText(t, 'ui.set.shortcut'),
      more: t('ui.find.shortcut'),
    },
  ];
}

function privacyRows({ view, t }: RowSource): readonly RowModel[] {
  const place = { section: 'panel', group: 'others' } as const;
  const canHide = view.platform !== 'linux';
  return [
    {
      ...place,
      id: 'hide-personal',
      kind: 'switch',
      heading: t('ui.settings.card.others'),
      ...labelAndText(t, 'ui.set.hide-personal'),
      more: t('ui.find.hide-personal'),
      setting: 'hidePersonal',
    },
    {
      ...place,
      id: 'content-protection',
      kind: 'switch',
      label: t('ui.set.content-protection.label'),
      text: t(canHide ? 'ui.set.content-protection.text' : 'ui.set.content-protection.text-unavailable'),
      more: t('ui.find.content-protection'),
      setting: 'contentProtection',
      disabled: !canHide,
    },
  ];
}
