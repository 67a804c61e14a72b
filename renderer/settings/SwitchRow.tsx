import { useId } from 'react';

import { useTranslate } from '../hooks/window-context.ts';
import { SettingRow } from './SettingRow.tsx';
import styles from './SwitchRow.module.css';
import type { RowModel } from './row-model.ts';
import { useSetting } from './settings-context.ts';

/** A setting that is on or off. */
export function SwitchRow({ row }: { readonly row: Extract<RowModel, { kind: 'switch' }> }) {
  const { value, refused, change } = useSetting(row.setting);
  return (
    <LabeledSwitch
      row={row}
      isOn={value}
      isDisabled={row.disabled ?? false}
      isRefused={refused}
      change={(isOn) => void change(isOn)}
    />
  );
}

/** The switch for one kind of notification. */
export function AlertKindRow({ row }: { readonly row: Extract<RowModel, { kind: 'alert-kind' }> }) {
  const { value, refused, change } = useSetting('alertKinds');
  return (
    <LabeledSwitch
      row={row}
      isOn={value[row.alertKind] !== false}
      isDisabled={false}
      isRefused={refused}
      change={(isOn) => void change({ ...value, [row.alertKind]: isOn })}
    />
  );
}

function LabeledSwitch({
  row,
  isOn,
  isDisabled,
  isRefused,
  change,
}: {
  readonly row: Pick<Extract<RowModel, { kind: 'switch' | 'alert-kind' }>, 'label' | 'text'>;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly isRefused: boolean;
  readonly change: (isOn: boolean) => void;
}) {
  const t = useTranslate();
  const id = useId();
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={row.label}
      text={row.text}
      problem={isRefused ? t('ui.settings.refused') : null}
      control={
        <input
          id={id}
          type="checkbox"
          role="switch"
          className={styles.switch}
          aria-describedby={`${id}-text`}
          checked={isOn}
          disabled={isDisabled}
          onChange={(event) => change(event.target.checked)}
        />
      }
    />
  );
}
