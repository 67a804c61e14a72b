import { type Suggestion, type Suggestions, toolName, typedId } from '../accounts/suggestion.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { keeperOf } from '../text/account-message.ts';
import { joinWithDot, listText } from '../text/layout.ts';
import { providers } from '../providers/registry.ts';
import { isolated } from '../units/text.ts';

/** What the settings window shows of the accounts that are found on this computer. It contains no key. */
export interface SuggestionsView {
  readonly items: readonly SuggestionItem[];
  /** Sentences about places that could not be read, and about keys of services that the app does not read. */
  readonly notes: readonly string[];
  /** How many suggestions the user has dismissed. */
  readonly dismissedCount: number;
}

/** One account that the user can add with one click. */
export interface SuggestionItem {
  readonly id: string;
  /** The service, and who is signed in. */
  readonly title: string;
  /** Where the key or sign-in was found, and what adding it means. */
  readonly text: string;
}

/** Returns the suggestions as the settings window shows them. */
export function suggestionsView(suggestions: Suggestions, locale: LocaleContext): SuggestionsView {
  const titles = suggestions.open.map((suggestion) => suggestionTitle(suggestion, locale));
  return {
    items: suggestions.open.map((suggestion, index) => ({
      id: suggestion.id,
      title: distinctTitle(suggestion, index, titles, locale),
      text: suggestionText(suggestion, locale),
    })),
    notes: suggestionNotes(suggestions, locale),
    dismissedCount: suggestions.dismissed.length,
  };
}

/** Returns the command that adds the account of a suggestion. While names are hidden it names nobody. */
export function suggestionCommand(
  suggestion: Suggestion,
  { hidesAmounts }: Pick<LocaleContext, 'hidesAmounts'>,
): string {
  return `quota-tray accounts add --from ${typedId(suggestion, hidesAmounts === true)}`;
}

/** Returns the sentence beside a place in a list of places, with the command that adds the account. */
export function suggestionLine(suggestion: Suggestion, locale: LocaleContext): string {
  const { t } = locale;
  const command = suggestionCommand(suggestion, locale);
  const user = shownUser(suggestion, locale);
  if (user !== null) return t('suggestion.line-user', { user, command });
  if (keepsFigures(suggestion)) return t('suggestion.line-figures', { command });
  return suggestion.kind === 'key'
    ? t('suggestion.line-key', { tool: toolName(suggestion.found.tool), command })
    : t('suggestion.line-nameless', { command });
}

function keepsFigures({ provider }: Suggestion): boolean {
  return providers[provider].keptBy?.keeps === 'figures';
}

/** Returns the sentences that say where a key or sign-in was found and what adding it means. */
function suggestionText(suggestion: Suggestion, locale: LocaleContext): string {
  const { t } = locale;
  const user = shownUser(suggestion, locale);
  const service = providers[suggestion.provider].displayName;
  const { place } = suggestion.found;
  if (suggestion.kind === 'folder') {
    const { where } = suggestion.found;
    return user === null
      ? t(`suggestion.folder-${where}-nameless`, { service, place })
      : t(`suggestion.folder-${where}`, { service, place, user });
  }
  if (suggestion.kind === 'sign-in') {
    const program = keeperOf(providers[suggestion.provider]);
    if (keepsFigures(suggestion)) return t('suggestion.figures', { program, place, service });
    return user === null
      ? t('suggestion.sign-in-nameless', { program, place, service })
      : t('suggestion.sign-in', { program, place, service, user });
  }
  const { tool } = suggestion.found;
  if (tool === 'github-cli' && user !== null) return t('suggestion.github-cli', { user, place });
  return t('suggestion.key', { tool: toolName(tool), service, place });
}

/** Returns one sentence for each place that could not be read, and one about the services that the app does not read. */
export function suggestionNotes({ unread, otherServices }: Suggestions, locale: LocaleContext): readonly string[] {
  const { t } = locale;
  const places = unread.map(({ place, problem }) => t(`suggestion.unread-${problem}`, { place }));
  if (otherServices.length === 0) return places;
  return [...places, t('suggestion.other-services', { services: listText(otherServices.map(isolated), locale) })];
}

/** Returns who is signed in; null: it is unknown, or names are hidden. */
function shownUser({ found }: Suggestion, { hidesAmounts }: LocaleContext): string | null {
  return hidesAmounts === true ? null : found.user;
}

function suggestionTitle(suggestion: Suggestion, locale: LocaleContext): string {
  const service = providers[suggestion.provider].displayName;
  const user = shownUser(suggestion, locale);
  if (suggestion.kind !== 'key' || user !== null) return joinWithDot([service, user], locale);
  return locale.t('suggestion.title-key', { service, tool: toolName(suggestion.found.tool) });
}

/** Returns the title of the suggestion at this place. Titles that mean several say where each key came from. */
function distinctTitle(
  suggestion: Suggestion,
  index: number,
  titles: readonly string[],
  locale: LocaleContext,
): string {
  const title = titles[index] ?? '';
  const isShared = titles.filter((each) => each === title).length > 1;
  if (!isShared || suggestion.kind === 'folder' || locale.hidesAmounts === true) return title;
  return joinWithDot([providers[suggestion.provider].displayName, suggestion.label], locale);
}
