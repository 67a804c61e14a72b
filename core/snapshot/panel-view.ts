import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { accountCard } from './account-card.ts';
import { attentionRank } from './attention.ts';
import { ago } from '../text/times.ts';
import type { Appearance, EmptyView, FactRowView, Notice, PanelView } from '../views/panel.ts';
import { factKind, type FactProvenance, provenanceDetails } from '../views/provenance.ts';
import { poolWords } from '../views/totals.ts';
import { rememberedForMinute } from './minute-cache.ts';
import type { AccountSnapshot, Snapshot } from './schema.ts';

export interface PanelSurroundings {
  readonly version: number;
  readonly appearance: Appearance;
  readonly notices: readonly Notice[];
  readonly refreshing: boolean;
  /** Accounts whose newest answer had fields that were missing or not understood, and how many. */
  readonly oddFields?: ReadonlyMap<string, number>;
  /** By account: where its figures beside the windows came from. */
  readonly provenance?: ReadonlyMap<string, FactProvenance>;
}

/** All that the panel draws, from the same snapshot as the tray and the terminal. */
export function panelView(
  snapshot: Snapshot,
  settings: Settings,
  reader: Reader,
  around: PanelSurroundings,
  nowMs: number,
): PanelView {
  const cards = [...snapshot.accounts]
    .map((account, index) => ({ account, index, rank: attentionRank(account) }))
    .sort((a, b) => b.rank - a.rank || a.index - b.index)
    .map(({ account }) => {
      const card = rememberedCard(account, settings, reader, nowMs);
      const facts = withProvenance(card.facts, around.provenance?.get(account.id), reader, nowMs);
      return { ...card, facts, footnote: footnote(account, around.oddFields?.get(account.id) ?? 0, reader) };
    });
  return {
    version: around.version,
    appearance: around.appearance,
    updatedText: updatedText(snapshot, around.refreshing, reader, nowMs),
    refreshing: around.refreshing,
    refreshEnabled: snapshot.accounts.length > 0 && !around.refreshing,
    notices: around.notices,
    pool: poolWords(snapshot, settings, reader, nowMs),
    accounts: cards,
    empty: cards.length > 0 ? null : emptyView(reader),
  };
}

const rememberedCard = rememberedForMinute(accountCard);

function withProvenance(
  facts: readonly FactRowView[],
  provenance: FactProvenance | undefined,
  reader: Reader,
  nowMs: number,
): readonly FactRowView[] {
  return facts.map((fact) => {
    const known = provenance?.[factKind(fact.id)];
    if (known === undefined) return fact;
    return { ...fact, details: [...provenanceDetails(known, reader, nowMs), ...fact.details] };
  });
}

/** An answer of which nothing was understood has a sentence of its own. */
function footnote({ state }: AccountSnapshot, oddFields: number, { t }: Reader): string | null {
  return oddFields === 0 || state === 'error' ? null : t('footnote.odd-fields', { count: oddFields });
}

function updatedText(snapshot: Snapshot, refreshing: boolean, reader: Reader, nowMs: number): string | null {
  if (refreshing) return reader.t('panel.refreshing');
  const times = snapshot.accounts.flatMap(({ fetchedAt }) => (fetchedAt === null ? [] : [Date.parse(fetchedAt)]));
  return times.length === 0 ? null : reader.t('panel.updated', { age: ago(Math.max(...times), nowMs, reader) });
}

function emptyView({ t }: Reader): EmptyView {
  return {
    title: t('panel.empty-title'),
    steps: [t('panel.empty-codex'), t('panel.empty-claude'), t('panel.empty-then')],
  };
}
