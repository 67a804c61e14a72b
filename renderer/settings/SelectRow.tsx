import { useId } from 'react';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';

/** A setting that is one of several, as the system's own list. */
export function SelectRow({ row }: { readonly row: Extract<RowModel, { kind: 'select' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting(row.setting);
  const choose = (text: string): void => {
    const option = row.options.find((candidate) => String(candidate.value) === text);
    if (option !== undefined) void change(option.value);
  };
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <span className={controls.list}>
          <select
            id={id}
            className={controls.select}
            aria-describedby={`${id}-text`}
            value={String(value)}
            onChange={(event) => choose(event.target.value)}
          >
            {row.options.map((option) => (
              <option key={option.value} value={String(option.value)}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="chevron" />
        </span>
      }
    />
  );
}
