import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';
import { RefreshSlots, TryWarmups, WarmupCap, WarmupTimeline, WindowWarmups } from '../later.ts';

/** Returns the rows of scheduled refreshes and of starts of a limit. */
export function scheduleRows({ view, t }: RowSource): readonly RowModel[] {
  const clock = view.appearance;
  const row = { section: 'schedules', kind: 'other', control: null } as const;
  return [
    {
      ...row,
      id: 'refresh-slots',
      ...labelAndText(t, 'ui.warmups.refresh'),
      below: <RefreshSlots clock={clock} />,
    },
    {
      ...row,
      group: 'start',
      heading: t('ui.settings.card.start'),
      id: 'window-warmups',
      ...labelAndText(t, 'ui.warmups.windows'),
      more: t('ui.find.warmups'),
      below: <WindowWarmups clock={clock} />,
    },
    { ...row, group: 'start', id: 'warmup-cap', ...labelAndText(t, 'ui.warmups.cap'), below: <WarmupCap /> },
    {
      ...row,
      group: 'start',
      id: 'warmup-days',
      label: t('ui.warmups.timeline.label'),
      text: '',
      below: <WarmupTimeline />,
    },
    { ...row, group: 'start', id: 'warmup-try', ...labelAndText(t, 'ui.warmups.try'), below: <TryWarmups /> },
  ];
}
