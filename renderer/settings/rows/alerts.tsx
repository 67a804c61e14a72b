import { shownKinds } from '../alert-lists.ts';
import { parseSteps } from '../entry-text.ts';
import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';
import { SnoozeAll } from '../SettingActions.tsx';

/** Returns the rows of notifications: kinds, steps, quiet hours, accounts, and user commands. */
export function alertRows({ view, t }: RowSource): readonly RowModel[] {
  const section = 'alerts';
  const stepsOfAll = view.settings.alertAtPercent.join(', ');
  return [
    {
      id: 'notifications',
      section,
      kind: 'switch',
      ...labelAndText(t, 'ui.set.notifications'),
      setting: 'notifications',
    },
    { id: 'snooze', section, kind: 'other', ...labelAndText(t, 'ui.set.snooze'), control: <SnoozeAll /> },
    ...shownKinds.map((alertKind): RowModel => {
      const label = t(`ui.alert.${alertKind}.label`);
      return {
        id: `alert-${alertKind}`,
        section,
        kind: 'alert-kind',
        alertKind,
        label,
        text: t(`ui.alert.${alertKind}.text`),
      };
    }),
    {
      ...{ id: 'alert-at', section, kind: 'entry', ...labelAndText(t, 'ui.set.alert-at') },
      value: stepsOfAll,
      read: (text) => {
        const steps = parseSteps(text);
        if (steps === null) return { ok: false, problem: t('ui.set.alert-at.invalid') };
        return { ok: true, change: { alertAtPercent: [...steps] } };
      },
    },
    ...(['session', 'weekly'] as const).map((window): RowModel => {
      const { [window]: own, ...others } = view.settings.windowAlertAtPercent;
      return {
        ...{ id: `alert-at-${window}`, section, kind: 'entry', ...labelAndText(t, `ui.set.alert-at-${window}`) },
        value: own?.join(', ') ?? '',
        read: (text) => {
          const steps = parseSteps(text);
          if (steps === null) return { ok: false, problem: t('ui.set.alert-at.invalid') };
          const windowAlertAtPercent = steps.length === 0 ? others : { ...others, [window]: [...steps] };
          return { ok: true, change: { windowAlertAtPercent } };
        },
      };
    }),
    { id: 'quiet-hours', section, kind: 'quiet-hours', ...labelAndText(t, 'ui.set.quiet') },
    ...view.accounts.map((account): RowModel => {
      const text = t('ui.set.account-alerts.text');
      const id = `account-alerts-${account.id}`;
      return { id, section, kind: 'account-alerts', label: account.label, text, accountId: account.id, stepsOfAll };
    }),
    { id: 'incidents', section, kind: 'switch', ...labelAndText(t, 'ui.set.incidents'), setting: 'incidents' },
    { id: 'hooks', section, kind: 'hooks', ...labelAndText(t, 'ui.set.hooks') },
  ];
}
