import { useId, useState } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';

/** A setting that is a list of folders, one a line. It is sent when the field is left. */
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
