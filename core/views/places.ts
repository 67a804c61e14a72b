import { type Suggestion, typedId } from '../accounts/suggestion.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { Finding } from '../ports.ts';
import type { Account } from '../providers/account.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import { providerTitle } from './account.ts';
import { findingCheck } from './doctor.ts';
import { suggestionCommand, suggestionLine } from './suggestions.ts';

/** A place where an account could be, or an account that could be added. `accounts discover --json` prints it. */
export interface DiscoveryRow {
  readonly provider: ProviderId;
  readonly place: string;
  /** `suggestion`: it is not added yet, and `command` adds it. */
  readonly outcome: Finding['outcome']['kind'] | 'suggestion';
  readonly problem: string | null;
  readonly accountId: string | null;
  readonly message: string;
  /** What `accounts add --from` takes; left out: the row is no suggestion. */
  readonly suggestion?: string;
  readonly command?: string;
}

/** The page that lists where the app looked. */
export interface PlacesView {
  readonly rows: readonly PlaceView[];
  /** Sentences about places that could not be read, and about keys of services that the app does not read. */
  readonly notes: readonly string[];
}

/** One place with what was found there, or why nothing was. */
export interface PlaceView {
  readonly service: string;
  readonly place: string;
  readonly outcome: DiscoveryRow['outcome'];
  readonly text: string;
}

/**
 * Returns each place where an account could be, with what was found there or why nothing was, then the accounts that could
 * be added.
 *
 * @param nameOf Returns the name of an account as every view shows it.
 */
export function discoveryRows(
  findings: readonly Finding[],
  suggestions: readonly Suggestion[],
  nameOf: (account: Account) => string,
  locale: LocaleContext,
): readonly DiscoveryRow[] {
  return [
    ...findings.map((finding) => ({ ...findingRow(finding), message: findingCheck(finding, locale, nameOf).text })),
    ...suggestions.map((suggestion) => suggestionRow(suggestion, locale)),
  ];
}

/** Returns the page about the places. */
export function placesView(rows: readonly DiscoveryRow[], notes: readonly string[], locale: LocaleContext): PlacesView {
  return {
    rows: rows.map(({ provider, place, outcome, message }) => ({
      ...{ service: providerTitle(provider, locale), place, outcome, text: message },
    })),
    notes,
  };
}

function suggestionRow(suggestion: Suggestion, locale: LocaleContext): DiscoveryRow {
  const { provider, found } = suggestion;
  const command = suggestionCommand(suggestion, locale);
  return {
    ...{ provider, place: found.place, outcome: 'suggestion', problem: null, accountId: null },
    ...{
      message: suggestionLine(suggestion, locale),
      suggestion: typedId(suggestion, locale.hidesAmounts === true),
      command,
    },
  };
}

function findingRow({ provider, place, outcome }: Finding): Omit<DiscoveryRow, 'message'> {
  return {
    provider,
    place,
    outcome: outcome.kind,
    problem: outcome.kind === 'problem' ? outcome.problem : null,
    accountId: outcome.kind === 'account' ? outcome.account.id : null,
  };
}
