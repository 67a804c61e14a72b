import type { Settings } from '../../../core/settings/settings.ts';
import { AlertTable } from '../AlertTable.tsx';
import { shownKinds } from '../alert-lists.ts';
import { formatSteps, parseSteps, shownSteps } from '../entry-text.ts';
import { NotificationsRow } from '../NotificationsRow.tsx';
import { QuietHours } from '../later.ts';
import { type Entry, keyOfSide, labelAndText, type RowModel, type RowSource } from '../row-model.ts';

/** Returns the rows of notifications: kinds, steps, quiet hours, accounts, and user commands. */
export function alertRows(source: RowSource): readonly RowModel[] {
  return [...eventRows(source), ...quietRows(source), ...furtherRows(source), ...ownStepRows(source)];
}

function eventRows(source: RowSource): readonly RowModel[] {
  const { t } = source;
  const events = shownKinds.map((kind) => ({
    kind,
    label: t(`ui.alert.${kind}.label`),
    text: eventText(kind, source),
  }));
  const place = { section: 'alerts', group: 'events' } as const;
  return [
    {
      id: 'notifications',
      section: 'alerts',
      kind: 'block',
      ...labelAndText(t, 'ui.set.notifications'),
      more: t('ui.find.notifications'),
      content: <NotificationsRow {...labelAndText(t, 'ui.set.notifications')} />,
    },
    {
      ...place,
      id: 'events',
      kind: 'block',
      heading: t('ui.settings.card.events'),
      label: t('ui.settings.card.events'),
      text: '',
      more: [t('ui.alerts.sound'), ...events.flatMap(({ label, text }) => [label, text])].join(' '),
      content: <AlertTable label={t('ui.settings.card.events')} rows={events} />,
    },
    { ...place, ...stepsRow(source) },
    {
      ...place,
      id: 'own-steps',
      kind: 'link',
      opens: 'steps',
      label: t('ui.set.own-steps.label'),
      text: stepsText(source),
    },
  ];
}

/** Returns what a kind of alert means with the present settings. */
function eventText(kind: (typeof shownKinds)[number], { view, t }: RowSource): string {
  const { alertAtPercent, lowCredits, meterShows: side } = view.settings;
  if (kind === 'sign-in-needed') return '';
  if (kind === 'credits-low')
    return lowCredits === 0
      ? t('ui.alert.credits-low.text-off')
      : t('ui.alert.credits-low.text', { amount: lowCredits });
  if (kind === 'threshold') {
    if (alertAtPercent.length === 0) return t('ui.alert.threshold.text-none');
    const { language, numbers = language } = view.appearance;
    return t(keyOfSide('ui.alert.threshold.text', side), {
      steps: stepList(shownSteps(alertAtPercent, side), language, numbers),
    });
  }
  return t(`ui.alert.${kind}.text`);
}

/** `80% and 95%` */
function stepList(steps: readonly number[], language: string, numbers: string): string {
  const percent = new Intl.NumberFormat(numbers, { style: 'percent', maximumFractionDigits: 2 });
  return new Intl.ListFormat(language).format(steps.map((step) => percent.format(step / 100)));
}

function stepsText({ view, t }: RowSource): string {
  const { session, weekly } = view.settings.windowAlertAtPercent;
  return t(session === undefined && weekly === undefined ? 'ui.set.own-steps.none' : 'ui.set.own-steps.some');
}

/** A row with a field of steps. Its id names their side, so that a text for the other side never stays in the field. */
type StepsRow = Pick<Extract<RowModel, { kind: 'entry' }>, 'id' | 'kind' | 'label' | 'text' | 'value' | 'read'>;

/** Returns the steps of all limits, which also colour the limits. */
function stepsRow({ view, t }: RowSource): StepsRow {
  const { alertAtPercent, meterShows: side } = view.settings;
  return {
    id: `alert-at-${side}`,
    kind: 'entry',
    label: t('ui.set.alert-at.label'),
    text: t(keyOfSide('ui.set.alert-at.text', side)),
    value: formatSteps(alertAtPercent, side),
    read: (text) => stepsEntry(text, { view, t }, (steps) => ({ alertAtPercent: steps })),
  };
}

/** Returns the rows of the page with the steps of the 5-hour limit and of the weekly limit. */
function ownStepRows({ view, t }: RowSource): readonly RowModel[] {
  const { alertAtPercent, windowAlertAtPercent, meterShows: side } = view.settings;
  return (['session', 'weekly'] as const).map((limit): RowModel => {
    const { [limit]: own = [], ...others } = windowAlertAtPercent;
    return {
      ...{ id: `alert-at-${limit}-${side}`, section: 'alerts', page: 'steps', kind: 'entry' },
      label: t(`ui.set.alert-at-${limit}.label`),
      text: t(keyOfSide('ui.set.own-steps.text', side)),
      value: formatSteps(own, side),
      placeholder: formatSteps(alertAtPercent, side),
      read: (text) =>
        stepsEntry(text, { view, t }, (steps) => ({
          windowAlertAtPercent: steps.length === 0 ? others : { ...others, [limit]: steps },
        })),
    };
  });
}

/** Returns the settings that a text with steps stands for, or the sentence why it stands for none. */
function stepsEntry(
  text: string,
  { view, t }: Pick<RowSource, 'view' | 't'>,
  changeOf: (steps: number[]) => Partial<Settings>,
): Entry {
  const side = view.settings.meterShows;
  const steps = parseSteps(text, side);
  if (steps === null) return { ok: false, problem: t(keyOfSide('ui.set.alert-at.invalid', side)) };
  return { ok: true, change: changeOf([...steps]) };
}

function quietRows({ t }: RowSource): readonly RowModel[] {
  const words = labelAndText(t, 'ui.set.quiet');
  return [
    {
      id: 'quiet-hours',
      section: 'alerts',
      group: 'quiet',
      kind: 'block',
      ...words,
      more: t('ui.find.quiet'),
      content: <QuietHours {...words} />,
    },
  ];
}

function furtherRows({ view, t }: RowSource): readonly RowModel[] {
  const place = { section: 'alerts', group: 'further' } as const;
  const { accountAlerts, hooks, meterShows: side } = view.settings;
  const different = view.accounts.filter(({ id }) => Object.hasOwn(accountAlerts, id)).map(({ label }) => label);
  const accounts = new Intl.ListFormat(view.appearance.language).format(different.slice(0, 3));
  const differing =
    different.length === 0
      ? t('ui.set.own-alerts.none')
      : different.length > 3
        ? t('ui.set.own-alerts.many', { count: different.length })
        : t('ui.set.own-alerts.some', { count: different.length, accounts });
  return [
    {
      ...place,
      id: 'own-alerts',
      kind: 'link',
      opens: 'own-alerts',
      label: t('ui.set.own-alerts.label'),
      text: differing,
    },
    {
      ...place,
      id: 'commands',
      kind: 'link',
      opens: 'commands',
      label: t('ui.set.commands.label'),
      text: hooks.length === 0 ? t('ui.set.commands.none') : t('ui.set.commands.some', { count: hooks.length }),
      more: t('ui.find.commands'),
    },
    {
      ...place,
      id: 'incidents',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.incidents'),
      more: t('ui.find.incidents'),
      setting: 'incidents',
    },
    ...view.accounts.map((account): RowModel => ({
      id: `account-alerts-${side}-${account.id}`,
      section: 'alerts',
      page: 'own-alerts',
      kind: 'account-alerts',
      heading: t(keyOfSide('ui.set.own-alerts.text', side)),
      label: account.label,
      text: '',
      more: t('ui.set.own-alerts.label'),
      accountId: account.id,
      side,
    })),
    { id: 'hooks', section: 'alerts', page: 'commands', kind: 'hooks', ...labelAndText(t, 'ui.set.hooks') },
  ];
}
