import { useId } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useEntry } from './use-entry.ts';

/** A setting that is written as a short text of a certain form. */
export function EntryRow({ row }: { readonly row: Extract<RowModel, { kind: 'entry' }> }) {
  const t = useTranslate();
  const id = useId();
  const { field, problem } = useEntry(row.value, row.read, t('ui.settings.refused'));
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={problem}
      control={
        <input
          {...field}
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          className={controls.entry}
          aria-describedby={`${id}-text`}
          disabled={row.disabled ?? false}
        />
      }
    />
  );
}
