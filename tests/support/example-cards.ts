import type { AccountCardView, DetailView, FactRowView, MeterRowView } from '../../core/views/panel.ts';

/** What an opened row tells in the examples. */
export const exampleDetails: readonly DetailView[] = [
  { name: 'Source', text: 'asked from the service' },
  { name: 'Read', text: '13:35, 2 min ago' },
  { name: 'Resets', text: 'Thursday, 27 November 2026, 09:00' },
];

export function account(
  id: string,
  provider: string,
  label: string,
  subtitle: string,
  rest: Partial<AccountCardView> = {},
): AccountCardView {
  return {
    id,
    provider,
    label,
    subtitle,
    stateText: null,
    stateTone: 'quiet',
    needsSignIn: false,
    message: null,
    ageText: null,
    meters: [],
    facts: [],
    footnote: null,
    ...(provider === 'codex' ? { hasDailyUsage: true } : {}),
    ...rest,
  };
}

export function meter(
  id: string,
  name: string,
  figure: string,
  level: MeterRowView['level'],
  fillPercent: number | null,
  rest: Partial<MeterRowView> = {},
): MeterRowView {
  return {
    id,
    name,
    figure,
    level,
    fillPercent,
    blocked: false,
    stale: false,
    pacePercent: null,
    detail: null,
    spoken: `${name}: ${figure === '–' ? 'not known' : figure}`,
    details: exampleDetails,
    ...rest,
  };
}

export function fact(id: FactRowView['id'], name: string, text: string, rest: Partial<FactRowView> = {}): FactRowView {
  return { id, name, text, tone: 'normal', bar: null, details: exampleDetails, ...rest };
}
