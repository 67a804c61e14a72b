import { useId, useState } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';

/** A setting that is a number of 0 or more. It is sent when the field is left or Enter pressed. */
export function NumberRow({ row }: { readonly row: Extract<RowModel, { kind: 'number' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting(row.setting);
  const [draft, setDraft] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);

  const commit = (): void => {
    if (draft === null) return;
    const wish = draft.trim() === '' ? Number.NaN : Number(draft);
    const valid = Number.isFinite(wish) && wish >= 0;
    setInvalid(!valid);
    setDraft(null);
    if (valid && wish !== value) void change(wish);
  };

  const problem = refused ? t('ui.settings.refused') : null;
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={invalid ? row.invalidText : problem}
      control={
        <input
          id={id}
          type="text"
          inputMode="decimal"
          className={controls.number}
          aria-describedby={`${id}-text`}
          aria-invalid={invalid || undefined}
          value={draft ?? String(value)}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
      }
    />
  );
}
