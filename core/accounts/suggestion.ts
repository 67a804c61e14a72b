import type { ProviderId, SignInProgram } from '../providers/provider-id.ts';
import { providers } from '../providers/registry.ts';
import type { CredentialProblem } from '../polling/failure.ts';
import { cleanText } from '../units/text.ts';
import { type KeyService, openCodeServices } from './opencode-services.ts';

/** A program on this computer that keeps a key or token of a service that this app reads. */
export type KeyTool = 'opencode' | 'copilot' | 'github-cli';

/** A key or token that another program keeps. It is described here, and never part of this. */
export interface FoundKey {
  readonly tool: KeyTool;
  /** The name of the entry in the program's own file; for the GitHub command line the user. */
  readonly entry: string;
  /** Who is signed in there; null: the file does not say. */
  readonly user: string | null;
  /** The file, as a person writes its path. */
  readonly place: string;
  /** Changes with the key and reveals nothing about it; null: the key is not read before the user takes it. */
  readonly fingerprint: string | null;
}

/** A sign-in that a program of the service keeps. It is described here, and never part of this. */
export interface FoundSignIn {
  readonly program: SignInProgram;
  /** The id of the account that is signed in there. */
  readonly accountId: string;
  /** Who is signed in there; null: the program does not say. */
  readonly user: string | null;
  /** The file or store, as a person writes it. */
  readonly place: string;
}

/** Where a further sign-in folder is: beside the usual one, in a Linux on Windows, or in the volume of a container. */
export type FolderWhere = 'home' | 'wsl' | 'container';

/** A folder with a sign-in of a tool that this app does not read yet. */
export interface FoundFolder {
  readonly tool: 'codex' | 'claude';
  /** The path as the setting takes it. */
  readonly folder: string;
  readonly where: FolderWhere;
  readonly place: string;
  /** The id of the account that is signed in there. */
  readonly accountId: string;
  /** Who is signed in there; null: the folder does not say. */
  readonly user: string | null;
  /** 8 hex digits that stand for the path. */
  readonly hash: string;
}

/** Why a place could not be searched. */
export interface UnreadPlace {
  readonly place: string;
  readonly problem: PlaceProblem;
}

export type PlaceProblem = Extract<
  CredentialProblem,
  'unreadable' | 'symbolic-link' | 'too-large' | 'open-to-others' | 'malformed'
>;

/** What was found on this computer, before it is judged. */
export interface FoundOnComputer {
  readonly keys: readonly FoundKey[];
  readonly signIns: readonly FoundSignIn[];
  readonly folders: readonly FoundFolder[];
  readonly unread: readonly UnreadPlace[];
}

/** An account that the user can add with one click, because its key or sign-in is already on this computer. */
export type Suggestion =
  | {
      readonly kind: 'key';
      /** What the user types after `--from`, such as `opencode:openrouter`. */
      readonly id: string;
      /** Another id that names nobody, for when names are hidden: `github-cli:account-1`; left out: the id names nobody. */
      readonly neutralId?: string;
      readonly provider: ProviderId;
      /** The name of the new account. It says where the key came from. */
      readonly label: string;
      readonly baseUrl: string;
      readonly found: FoundKey;
    }
  | {
      readonly kind: 'sign-in';
      /** `cursor:default` */
      readonly id: string;
      readonly provider: SignInProgram;
      readonly label: string;
      readonly baseUrl: string;
      readonly found: FoundSignIn;
    }
  | {
      readonly kind: 'folder';
      readonly id: string;
      readonly provider: 'codex' | 'claude';
      readonly setting: 'codexFolders' | 'claudeFolders';
      readonly found: FoundFolder;
    };

/** An account that the user has added, as far as a suggestion is compared with it. */
export interface KnownKey {
  readonly provider: ProviderId;
  /** The suggestion that it came from; null: none. */
  readonly suggestionId: string | null;
  /** The fingerprint of its key; null: the vault does not give it now. */
  readonly fingerprint: string | null;
}

/** What decides which suggestions are open. */
export interface SuggestionContext {
  readonly added: readonly KnownKey[];
  /** The ids of the accounts that this app already shows. */
  readonly accountIds: ReadonlySet<string>;
  /** The ids of the suggestions that the user dismissed. */
  readonly dismissed: readonly string[];
}

export interface Suggestions {
  /** What the user can add, without what is added already. */
  readonly open: readonly Suggestion[];
  /** The same, but dismissed by the user. */
  readonly dismissed: readonly Suggestion[];
  /** Names of entries of OpenCode for services that this app does not read. */
  readonly otherServices: readonly string[];
  readonly unread: readonly UnreadPlace[];
}

const toolNames: Readonly<Record<KeyTool, string>> = {
  opencode: 'OpenCode',
  copilot: 'Copilot',
  'github-cli': 'GitHub CLI',
};

/** Returns the name of a program as its maker writes it. */
export function toolName(tool: KeyTool): string {
  return toolNames[tool];
}

const longestId = 120;
const mostOtherServices = 20;

/** Returns the providers of what was found, which must be loaded before it is judged. */
export function providersOf({ keys, signIns }: Pick<FoundOnComputer, 'keys' | 'signIns'>): readonly ProviderId[] {
  const found = [...keys.flatMap((key) => serviceOf(key)?.provider ?? []), ...signIns.map(({ program }) => program)];
  return [...new Set(found)];
}

function serviceOf({ tool, entry }: FoundKey): KeyService | undefined {
  return tool === 'opencode' ? openCodeServices.get(entry) : { provider: 'copilot' };
}

/** Returns the account that a key stands for; null: this app does not read its service. */
export function keySuggestion(found: FoundKey): Extract<Suggestion, { kind: 'key' }> | null {
  const service = serviceOf(found);
  if (service === undefined) return null;
  const baseUrl = service.baseUrl ?? providers[service.provider].key?.defaultBaseUrl ?? null;
  const id = `${found.tool}:${found.entry}`;
  if (baseUrl === null || !isUsableId(id)) return null;
  const label = `${toolName(found.tool)}: ${cleanText(found.user ?? found.entry)}`.slice(0, 100);
  return { kind: 'key', id, provider: service.provider, label, baseUrl, found };
}

/** Returns the accounts that these keys stand for. A key of a known user gets an id that names nobody. */
export function keySuggestions(keys: readonly FoundKey[]): readonly Extract<Suggestion, { kind: 'key' }>[] {
  const counts = new Map<KeyTool, number>();
  return keys.flatMap((key) => {
    const suggestion = keySuggestion(key);
    if (suggestion === null || key.user === null) return suggestion ?? [];
    const number = (counts.get(key.tool) ?? 0) + 1;
    counts.set(key.tool, number);
    return { ...suggestion, neutralId: `${key.tool}:account-${number}` };
  });
}

/** Returns what the user types after `--from`. While names are hidden it names nobody. */
export function typedId(suggestion: Suggestion, hidesNames: boolean): string {
  const neutral = suggestion.kind === 'key' ? suggestion.neutralId : undefined;
  return hidesNames ? (neutral ?? suggestion.id) : suggestion.id;
}

/** Returns the suggestion to use the sign-in of a program; null: no program keeps sign-ins of this service. */
export function signInSuggestion(found: FoundSignIn): Extract<Suggestion, { kind: 'sign-in' }> | null {
  const { program: provider, user } = found;
  const { keptBy } = providers[provider];
  if (keptBy === undefined) return null;
  const label = cleanText(user ?? '').slice(0, 100);
  return {
    ...{ kind: 'sign-in', id: `${provider}:default`, provider, found },
    ...{ label: label === '' ? keptBy.program : label, baseUrl: keptBy.baseUrl },
  };
}

/** Returns the suggestion to read a folder. */
export function folderSuggestion(found: FoundFolder): Suggestion {
  const { tool: provider, hash } = found;
  const setting = provider === 'codex' ? 'codexFolders' : 'claudeFolders';
  return { kind: 'folder', id: `${provider}-folder:${hash}`, provider, setting, found };
}

/**
 * Returns what the user can add now. A key or account that is here already is not suggested. A key that two programs
 * keep is suggested once. A key that replaced the one of an added account is suggested again.
 */
export function suggestionsOf(found: FoundOnComputer, context: SuggestionContext): Suggestions {
  const { added, accountIds, dismissed } = context;
  const keys = keySuggestions(found.keys);
  const newKeys = keys.filter((suggestion) => {
    const { fingerprint } = suggestion.found;
    return !added.some((known) =>
      fingerprint !== null && known.fingerprint !== null
        ? isSameKey({ ...suggestion, fingerprint }, known)
        : known.suggestionId === suggestion.id,
    );
  });
  const isNew = ({ accountId }: FoundFolder | FoundSignIn): boolean => !accountIds.has(accountId);
  const all = [
    ...uniqueKeys(newKeys),
    ...found.signIns.filter(isNew).flatMap((signIn) => signInSuggestion(signIn) ?? []),
    ...uniqueFolders(found.folders.filter(isNew)).map(folderSuggestion),
  ];
  return {
    open: all.filter(({ id }) => !dismissed.includes(id)),
    dismissed: all.filter(({ id }) => dismissed.includes(id)),
    otherServices: otherServicesIn(found.keys),
    unread: found.unread,
  };
}

interface ComparableKey {
  readonly provider: ProviderId;
  readonly fingerprint: string | null;
}

function isSameKey(one: ComparableKey, other: ComparableKey): boolean {
  return one.provider === other.provider && one.fingerprint === other.fingerprint;
}

function uniqueKeys(
  keys: readonly Extract<Suggestion, { kind: 'key' }>[],
): readonly Extract<Suggestion, { kind: 'key' }>[] {
  return keys.filter((suggestion, index) => {
    const { fingerprint } = suggestion.found;
    const isTwin = (other: typeof suggestion): boolean =>
      other.id === suggestion.id ||
      (fingerprint !== null &&
        isSameKey({ ...suggestion, fingerprint }, { ...other, fingerprint: other.found.fingerprint }));
    return keys.findIndex(isTwin) === index;
  });
}

/** Two folders of one account are suggested once, because both would give the same figures. */
function uniqueFolders(folders: readonly FoundFolder[]): readonly FoundFolder[] {
  return folders.filter(
    ({ accountId }, index) => folders.findIndex((other) => other.accountId === accountId) === index,
  );
}

function otherServicesIn(keys: readonly FoundKey[]): readonly string[] {
  const names = keys.flatMap((key) => (keySuggestion(key) === null ? [cleanText(key.entry).slice(0, 40)] : []));
  return [...new Set(names.filter((name) => name !== ''))].slice(0, mostOtherServices);
}

/** Returns true for an id that a shell takes as it is. */
function isUsableId(id: string): boolean {
  return id.length <= longestId && /^[a-z-]+:[\w.:@-]+$/.test(id);
}
