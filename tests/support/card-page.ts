import type { AccountPageView, SourceView } from '../../core/views/page-model.ts';
import type { PanelView } from '../../core/views/panel.ts';
import type { BarLook, MeterView, RowView } from '../../core/views/panel-model.ts';
import type { ExampleAccount, ExampleDetail, ExampleMeter } from './example-cards.ts';

/** A view of the panel, with what the pages of its accounts show. */
export interface PanelAndPages extends PanelView {
  readonly accounts: readonly ExampleAccount[];
}

/** Returns the page of an account from its figures and its row. */
export function pageOfCard(card: ExampleAccount, row: RowView): AccountPageView {
  const { meters, facts } = card;
  const messages = [card.stateText, card.blocked, card.message, card.incident, card.footnote];
  return {
    id: card.id,
    tile: row.tile,
    name: row.name,
    domain: row.domain,
    subtitle: [card.subtitle, card.ageText].filter((text) => text !== null).join(' · '),
    marks: row.marks,
    group: null,
    messages: [...new Set(messages.flatMap((text) => (text == null ? [] : [text])))],
    signInCommand: null,
    needsKey: false,
    limits: meters.map(limitOf),
    historyChoices: meters.map(({ id, name }) => ({ id, label: name })),
    peakChoices: meters.filter(({ id }) => id === 'session').map(({ id, name }) => ({ id, label: name })),
    facts: facts.map(({ id, name, text, tone, bar, details, actions = [] }) => ({
      ...{ id, name, text, tone, bar, actions },
      note: noteOf(details),
    })),
    sources: meters.flatMap(({ name, details }) => sourceOf(name, details)),
    startCommand: null,
    links: [],
    hasDailyUsage: card.hasDailyUsage === true,
    isAdded: false,
  };
}

function limitOf({
  id,
  name,
  figure,
  fillPercent,
  pacePercent,
  stale,
  detail,
  spoken,
  ...rest
}: ExampleMeter): MeterView {
  return {
    ...{ id, name, figure, spoken },
    figureWorded: figure,
    figureOther: figure,
    unit: null,
    when: detail,
    whenOther: null,
    whenTone: 'quiet',
    bar: { id, look: lookOf(rest, fillPercent), fillPercent, pacePercent, isStale: stale },
    paceText: null,
    age: null,
  };
}

function lookOf({ level, blocked }: Pick<ExampleMeter, 'level' | 'blocked'>, fillPercent: number | null): BarLook {
  if (level === 'used-up') return 'used-up';
  if (fillPercent === null) return 'unknown';
  return blocked ? 'blocked' : level;
}

function noteOf(details: readonly ExampleDetail[]): string | null {
  return details.length === 0 ? null : details.map(({ name, text }) => `${name}: ${text}`).join(' · ');
}

function sourceOf(name: string, [first, ...others]: readonly ExampleDetail[]): readonly SourceView[] {
  if (first === undefined) return [];
  return [{ name, text: first.text, note: others.map((detail) => `${detail.name}: ${detail.text}`).join(' · ') }];
}
