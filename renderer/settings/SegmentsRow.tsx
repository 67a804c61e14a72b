import { useId } from 'react';
import { Segments } from '../components/Segments.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';

/** A setting with a few options, all visible. */
export function SegmentsRow({ row }: { readonly row: Extract<RowModel, { kind: 'segments' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting(row.setting);
  return (
    <SettingRow
      textId={id}
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <Segments
          label={row.label}
          {...(row.text === '' ? {} : { describedBy: id })}
          options={row.options.map((option) => ({ id: String(option.value), label: option.label }))}
          chosen={value}
          onChoose={(wish) => void change(wish)}
        />
      }
    />
  );
}
