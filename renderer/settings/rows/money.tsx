import { parseLocalDecimal, formatLocalDecimal } from '../entry-text.ts';
import { RefreshRates } from '../SettingActions.tsx';
import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';

/** Returns the rows of the value of credits and the currency. */
export function moneyRows(source: RowSource): readonly RowModel[] {
  const { view, t } = source;
  return [
    {
      id: 'credits',
      section: 'money',
      kind: 'number',
      ...labelAndText(t, 'ui.set.credits'),
      setting: 'creditsPerUsd',
      invalidText: t('ui.set.credits.invalid'),
    },
    {
      id: 'low-credits',
      section: 'money',
      kind: 'number',
      ...labelAndText(t, 'ui.set.low-credits'),
      setting: 'lowCredits',
      invalidText: t('ui.set.credits.invalid'),
    },
    {
      id: 'currency',
      section: 'money',
      kind: 'select',
      ...labelAndText(t, 'ui.set.currency'),
      setting: 'displayCurrency',
      options: view.rates.currencies.map(({ code, name }) => ({ value: code, label: name })),
    },
    ownRateRow(source),
    {
      id: 'rates',
      section: 'money',
      kind: 'other',
      label: t('ui.set.rates.label'),
      text: view.rates.text,
      control: <RefreshRates enabled={view.rates.canRefresh} />,
    },
    {
      id: 'next-up-paid',
      section: 'money',
      group: 'next-up',
      kind: 'switch',
      ...labelAndText(t, 'ui.set.next-up-paid'),
      setting: 'nextUpPaid',
      disabled: !view.settings.nextUp,
    },
  ];
}

function ownRateRow({ view, t }: RowSource): RowModel {
  const { displayCurrency: currency, ownRate } = view.settings;
  const { marks, today } = view.rates;
  const isUsd = currency === 'USD';
  const own = ownRate?.currency === currency ? ownRate : null;
  const text = own === null ? t('ui.set.own-rate.text', { currency }) : t('ui.set.own-rate.text-own', own);
  return {
    id: 'own-rate',
    section: 'money',
    kind: 'entry',
    label: t('ui.set.own-rate.label'),
    text: isUsd ? t('ui.set.own-rate.text-usd') : text,
    disabled: isUsd,
    value: own === null || isUsd ? '' : formatLocalDecimal(own.perUsd, marks),
    read: (written) => {
      if (written === '') return { ok: true, change: { ownRate: null } };
      const perUsd = parseLocalDecimal(written, marks);
      return perUsd === null || perUsd.length > 30 || Number(perUsd) === 0
        ? { ok: false, problem: t('ui.set.own-rate.invalid', { example: formatLocalDecimal('0.92', marks) }) }
        : { ok: true, change: { ownRate: { currency, perUsd, date: today } } };
    },
  };
}
