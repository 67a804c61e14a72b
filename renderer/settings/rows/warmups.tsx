import { words, type RowModel, type RowSource } from '../row-model.ts';
import { RefreshSlots } from '../warmups/RefreshSlots.tsx';
import { TryWarmups } from '../warmups/TryWarmups.tsx';
import { WarmupCap } from '../warmups/WarmupCap.tsx';
import { WarmupTimeline } from '../warmups/WarmupTimeline.tsx';
import { WindowWarmups } from '../warmups/Schedules.tsx';

/** Times of day at which figures are asked for and windows begin. */
export function warmupRows({ view, t }: RowSource): readonly RowModel[] {
  const { language } = view.appearance;
  const row = { section: 'warmups', kind: 'other' } as const;
  return [
    {
      ...row,
      id: 'refresh-slots',
      ...words(t, 'ui.warmups.refresh'),
      control: null,
      below: <RefreshSlots language={language} />,
    },
    {
      ...row,
      id: 'window-warmups',
      ...words(t, 'ui.warmups.windows'),
      control: null,
      below: <WindowWarmups language={language} />,
    },
    { ...row, id: 'warmup-cap', ...words(t, 'ui.warmups.cap'), control: null, below: <WarmupCap /> },
    {
      ...row,
      id: 'warmup-days',
      label: t('ui.warmups.timeline.label'),
      text: '',
      control: null,
      below: <WarmupTimeline />,
    },
    { ...row, id: 'warmup-try', ...words(t, 'ui.warmups.try'), control: null, below: <TryWarmups /> },
  ];
}
