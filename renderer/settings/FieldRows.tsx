import { useId, useState } from 'react';

import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { SettingRow } from './SettingRow.tsx';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { useSetting } from './settings-context.ts';
import { useEntry } from './use-entry.ts';

/** A setting as a short text of a certain form. */
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
          dir="ltr"
          inputMode={row.isWide === true ? 'url' : 'decimal'}
          autoComplete="off"
          spellCheck={false}
          className={row.isWide === true ? controls.name : controls.entry}
          aria-describedby={`${id}-text`}
          disabled={row.disabled ?? false}
          placeholder={row.placeholder}
        />
      }
    />
  );
}

/** A setting that is a number of 0 or more. Leaving the field or Enter sends it. */
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

/** A setting with several options, as the browser's own list. */
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
          <Icon name="chevron-down" />
        </span>
      }
    />
  );
}

/** A setting that is a list of folders, one per line. Leaving the field sends it. */
export function FoldersRow({ row }: { readonly row: Extract<RowModel, { kind: 'folders' }> }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting(row.setting);
  const [draft, setDraft] = useState<string | null>(null);
  const shown = draft ?? value.join('\n');

  const commit = (): void => {
    if (draft === null) return;
    const folders = [...new Set(draft.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
    setDraft(null);
    if (folders.join('\n') !== value.join('\n')) void change(folders);
  };

  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      below={
        <textarea
          id={id}
          dir="ltr"
          className={controls.folders}
          aria-describedby={`${id}-text`}
          rows={Math.max(2, shown.split('\n').length)}
          spellCheck={false}
          value={shown}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
        />
      }
    />
  );
}
