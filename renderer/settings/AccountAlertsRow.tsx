import { type ReactNode, useId } from 'react';
import type { Settings } from '../../core/settings/settings.ts';
import { useTranslate } from '../hooks/window-context.ts';
import controls from './controls.module.css';
import { formatSteps, parseSteps } from './entry-text.ts';
import { keyOfSide, type RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import styles from '../components/Switch.module.css';
import { useEntry } from './use-entry.ts';

/**
 * The notifications of one account: a switch, and the steps at which it notifies, each with its name. Without steps, the
 * common steps apply.
 */
export function AccountAlertsRow({ row }: { readonly row: Extract<RowModel, { kind: 'account-alerts' }> }) {
  const t = useTranslate();
  const textId = useId();
  const { value, refused, change } = useSetting('accountAlerts');
  const stepsOfAll = useSetting('alertAtPercent').value;
  const own = value[row.accountId] ?? { enabled: true };
  const steps = useEntry(
    formatSteps(own.alertAtPercent ?? [], row.side),
    (text) => {
      const read = parseSteps(text, row.side);
      if (read === null) return { ok: false, problem: t(keyOfSide('ui.set.alert-at.invalid', row.side)) };
      return {
        ok: true,
        change: {
          accountAlerts: changed(read.length === 0 ? { enabled: own.enabled } : { ...own, alertAtPercent: read }),
        },
      };
    },
    t('ui.settings.refused'),
  );

  function changed(next: Settings['accountAlerts'][string]): Settings['accountAlerts'] {
    const { [row.accountId]: _before, ...others } = value;
    return next.enabled && next.alertAtPercent === undefined ? others : { ...others, [row.accountId]: next };
  }

  return (
    <SettingRow
      textId={textId}
      label={row.label}
      text={row.text}
      problem={steps.problem ?? (refused ? t('ui.settings.refused') : null)}
      control={
        <>
          <Named name={t('ui.set.notifications.label')}>
            <input
              type="checkbox"
              role="switch"
              className={styles.switch}
              aria-label={t('ui.text.labelled', { label: t('ui.set.notifications.label'), text: row.label })}
              checked={own.enabled}
              onChange={(event) => void change(changed({ ...own, enabled: event.target.checked }))}
            />
          </Named>
          <Named name={t('ui.set.account-alerts.steps')}>
            <input
              {...steps.field}
              type="text"
              dir="ltr"
              className={controls.entry}
              aria-label={t('ui.text.labelled', { label: t('ui.set.account-alerts.steps'), text: row.label })}
              aria-describedby={textId}
              maxLength={60}
              autoComplete="off"
              disabled={!own.enabled}
              placeholder={formatSteps(stepsOfAll, row.side)}
            />
          </Named>
        </>
      }
    />
  );
}

/** A control with its name before it. */
function Named({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <label className={controls.named}>
      <span>{name}</span>
      {children}
    </label>
  );
}
