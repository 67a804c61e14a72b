import {
  type FoundOnComputer,
  folderSuggestion,
  type KnownKey,
  keySuggestion,
  keySuggestions,
  providersOf,
  signInSuggestion,
  type Suggestion,
  type Suggestions,
  suggestionsOf,
} from '../../core/accounts/suggestion.ts';
import type { AdditionOutcome } from '../../core/accounts/added-account.ts';
import { loadProviders } from '../../core/providers/registry.ts';
import { additionAnswer, type AccountAnswer, savingText } from '../../core/views/answers.ts';
import { mostEntries } from '../../core/settings/settings.ts';
import { fingerprintOf } from '../node/credentials/fingerprint.ts';
import { type AccountServices, createAddedAccounts, type KeyStorage } from './accounts.ts';
import type { Services } from './create-services.ts';

/** What suggestions use. */
export type SuggestionServices = AccountServices & Pick<Services, 'localSearch'>;

/** The answer to taking a suggestion. */
export interface AcceptAnswer extends AccountAnswer {
  /** Why nothing was added: there is no such suggestion, the input is bad, or it could not be stored or read now. */
  readonly kind: 'added' | 'unknown' | 'refused' | 'unavailable';
  /** The id of the new account; null: none, or it is not known before the folder is read. */
  readonly accountId: string | null;
}

/** What the user may choose about a key. A sign-in takes the label and an address on this computer, a folder nothing. */
interface AcceptOptions {
  /** Left out: the name says where the key came from. */
  readonly label?: string;
  /** Left out: the address of the service. */
  readonly baseUrl?: string;
  readonly storage?: KeyStorage;
}

/** The suggestions of accounts that are found on this computer. Nothing is added without `accept`. */
export interface LocalSuggestions {
  /** Looks into every place now. */
  readonly look: () => Promise<Suggestions>;
  /** Adds the account of a suggestion, also of one that was dismissed or taken before. */
  readonly accept: (id: string, how?: AcceptOptions) => Promise<AcceptAnswer>;
  /** Hides a suggestion until the user wants to see the dismissed ones again. */
  readonly dismiss: (id: string) => Promise<void>;
  readonly restoreDismissed: () => Promise<void>;
}

/** Makes the suggestions, for the settings window and the command line. */
export function createLocalSuggestions(services: SuggestionServices): LocalSuggestions {
  const { localSearch, engine, settings, vault, addedAccounts, locale } = services;

  const search = async (): Promise<FoundOnComputer> => {
    const found = await localSearch.look();
    await loadProviders(providersOf(found));
    return found;
  };

  const addedIds = (): readonly string[] => (addedAccounts.list() ?? []).map(({ id }) => id);

  const look = async (): Promise<Suggestions> => {
    const found = await search();
    return suggestionsOf(found, {
      added: await knownKeys(found),
      accountIds: new Set([...engine.accounts().map(({ account }) => account.id), ...addedIds()]),
      dismissed: settings.get().dismissedSuggestions,
    });
  };

  /**
   * Reads the keys of added accounts of the same providers, which never makes the system ask the user. The other keys
   * are not read, because each read may start a program of the system.
   */
  const knownKeys = ({ keys }: FoundOnComputer): Promise<readonly KnownKey[]> => {
    const compared = new Set(
      keys.flatMap((key) => (key.fingerprint === null ? [] : (keySuggestion(key)?.provider ?? []))),
    );
    return Promise.all(
      (addedAccounts.list() ?? []).map(async ({ id, provider, suggestionId = null }) => {
        const reading = compared.has(provider) ? await vault.get(id) : null;
        const fingerprint = reading?.kind === 'value' ? fingerprintOf(reading.value) : null;
        return { provider, suggestionId, fingerprint };
      }),
    );
  };

  const addKey = async (
    suggestion: Extract<Suggestion, { kind: 'key' }>,
    how: AcceptOptions,
  ): Promise<AcceptAnswer> => {
    const key = await localSearch.keyOf(suggestion.found);
    if (key === null) {
      const message = locale().t('suggestion.key-not-given');
      return { ok: false, message, kind: 'unavailable', accountId: null };
    }
    const { provider, id: suggestionId } = suggestion;
    // A new key of the same program replaces the old one, whatever the account is called now.
    const before = addedAccounts.list()?.find((account) => account.suggestionId === suggestionId) ?? suggestion;
    const { label = before.label, baseUrl = before.baseUrl } = how;
    const addition = { provider, label, baseUrl, organizationId: null, key, suggestionId };
    return acceptAnswer(await createAddedAccounts(services).add(addition, how.storage));
  };

  const addSignIn = async (
    { provider: signIn, id: suggestionId, found, ...suggested }: Extract<Suggestion, { kind: 'sign-in' }>,
    how: AcceptOptions,
  ): Promise<AcceptAnswer> => {
    const kept = await localSearch.signInOf(found);
    if (kept === null) {
      const message = locale().t('suggestion.sign-in-gone', { place: found.place });
      return { ok: false, message, kind: 'unavailable', accountId: null };
    }
    const { label = suggested.label, baseUrl = suggested.baseUrl } = how;
    const account = { id: found.accountId, provider: signIn, label, baseUrl, suggestionId, signIn };
    return acceptAnswer(await createAddedAccounts(services).addSignIn(account, kept));
  };

  const acceptAnswer = (outcome: AdditionOutcome): AcceptAnswer => {
    const answer = additionAnswer(outcome, locale());
    if (outcome.kind === 'saved') return { ...answer, kind: 'added', accountId: outcome.accountId };
    const isUnavailable = outcome.kind === 'key-not-kept' || outcome.kind === 'not-saved';
    return { ...answer, kind: isUnavailable ? 'unavailable' : 'refused', accountId: null };
  };

  const addFolder = async (suggestion: Extract<Suggestion, { kind: 'folder' }>): Promise<AcceptAnswer> => {
    const { setting, found } = suggestion;
    const { t } = locale();
    const { place } = found;
    if (settings.get()[setting].length >= (mostEntries[setting] ?? 0)) {
      return { ok: false, message: t('suggestion.folders-full', { place }), kind: 'refused', accountId: null };
    }
    const saving = await settings.update((now) => ({
      [setting]: [...now[setting].filter((folder) => folder !== place), place],
    }));
    return saving.ok
      ? { ok: true, message: t('suggestion.folder-added', { place }), kind: 'added', accountId: found.accountId }
      : {
          ...{ ok: false, kind: 'unavailable', accountId: null },
          message: t('suggestion.not-added', { reason: savingText(saving.cause, locale()) }),
        };
  };

  const add = (suggestion: Suggestion, how: AcceptOptions): Promise<AcceptAnswer> => {
    switch (suggestion.kind) {
      case 'key':
        return addKey(suggestion, how);
      case 'sign-in':
        return addSignIn(suggestion, how);
      default:
        return addFolder(suggestion);
    }
  };

  return {
    look,
    accept: async (id, how = {}) => {
      const suggestion = suggestionWith(id, await search());
      if (suggestion === null) {
        return { ok: false, message: locale().t('suggestion.unknown'), kind: 'unknown', accountId: null };
      }
      const answer = await add(suggestion, how);
      if (answer.ok) await engine.discover();
      return answer;
    },
    dismiss: async (id) => {
      await settings.update(({ dismissedSuggestions: before }) => ({
        dismissedSuggestions: [...before.filter((other) => other !== id), id].slice(
          -(mostEntries.dismissedSuggestions ?? 1),
        ),
      }));
    },
    restoreDismissed: async () => {
      await settings.update(() => ({ dismissedSuggestions: [] }));
    },
  };
}

/** Returns the suggestion with this id, whether or not it is open; null: nothing found has it. */
function suggestionWith(id: string, { keys, signIns, folders }: FoundOnComputer): Suggestion | null {
  const kept = signIns.flatMap((found) => signInSuggestion(found) ?? []);
  const all = [...keySuggestions(keys), ...kept, ...folders.map(folderSuggestion)];
  const isNeutral = (suggestion: Suggestion): boolean => suggestion.kind === 'key' && suggestion.neutralId === id;
  return all.find((suggestion) => suggestion.id === id) ?? all.find(isNeutral) ?? null;
}
