import type { ReactNode } from 'react';
import type { Settings } from '../../core/settings/settings.ts';
import type { SettingsView } from '../../core/views/settings.ts';
import type { UiKey, UiTranslate } from '../i18n/catalogue.ts';
import type { ShownSide } from './entry-text.ts';

export const sectionIds = ['general', 'panel', 'accounts', 'alerts', 'money', 'schedules', 'privacy', 'help'] as const;

export type SectionId = (typeof sectionIds)[number];

/** A page of a section, which a row of the section opens. */
export type PageId = FixedPageId | `account:${string}`;

/** The pages that are always there. */
export type FixedPageId =
  | 'services'
  | 'steps'
  | 'own-alerts'
  | 'commands'
  | 'add'
  | 'found'
  | 'folders'
  | 'network'
  | 'report';

/** Returns the account whose page it is; null: the page is about no account. */
export function accountOfPage(page: PageId): string | null {
  return page.startsWith('account:') ? page.slice('account:'.length) : null;
}

/** Returns the section of a page. */
export function sectionOfPage(page: PageId): SectionId {
  return accountOfPage(page) === null ? sectionsOfPages[page as FixedPageId] : 'accounts';
}

const sectionsOfPages: Readonly<Record<FixedPageId, SectionId>> = {
  services: 'privacy',
  steps: 'alerts',
  'own-alerts': 'alerts',
  commands: 'alerts',
  add: 'accounts',
  found: 'accounts',
  folders: 'accounts',
  network: 'privacy',
  report: 'help',
};

/** What the window shows: a section, or one of its pages. */
export interface Place {
  readonly section: SectionId;
  /** Null: the section itself. */
  readonly page: PageId | null;
}

export interface Option {
  readonly value: string | number;
  readonly label: string;
}

type NameOf<Value> = { [Name in keyof Settings]: Settings[Name] extends Value ? Name : never }[keyof Settings];

interface RowBase {
  readonly id: string;
  readonly section: SectionId;
  /** The page that holds the row; left out: the section itself. */
  readonly page?: PageId;
  /** Rows of the same card, one after the other. Left out: the first card. */
  readonly group?: string;
  /** The heading of the card, on its first row. */
  readonly heading?: string;
  readonly label: string;
  /** One line of explanation; empty if the label says it all. */
  readonly text: string;
  /** Further words by which the search finds the row. */
  readonly more?: string;
}

/** The settings that a text stands for, or the sentence why it stands for none. */
export type Entry =
  | { readonly ok: true; readonly change: Partial<Settings> }
  | { readonly ok: false; readonly problem: string };

export type NamesSetting = NameOf<Readonly<Record<string, string>>>;

/** One row of the settings as data, so that the search can read it without rendering it. */
export type RowModel =
  | (RowBase & { readonly kind: 'switch'; readonly setting: NameOf<boolean>; readonly disabled?: boolean })
  | (RowBase & {
      readonly kind: 'select';
      readonly setting: NameOf<string | number>;
      readonly options: readonly Option[];
    })
  | (RowBase & { readonly kind: 'segments'; readonly setting: NameOf<string>; readonly options: readonly Option[] })
  | (RowBase & { readonly kind: 'number'; readonly setting: NameOf<number>; readonly invalidText: string })
  | (RowBase & {
      readonly kind: 'entry';
      /** The text in the field, as the user's locale writes it. */
      readonly value: string;
      /** What an empty field stands for; left out: nothing. */
      readonly placeholder?: string;
      readonly disabled?: boolean;
      /** True: the text is long, such as an address. */
      readonly isWide?: boolean;
      /** Parses the trimmed text. */
      readonly read: (text: string) => Entry;
    })
  | (RowBase & {
      readonly kind: 'account-name';
      readonly accountId: string;
      readonly setting: NamesSetting;
      readonly placeholder: string;
      readonly mostCharacters: number;
      /** Values to choose from; left out: none. */
      readonly known?: readonly string[];
    })
  /** Whether an account is in a list. */
  | (RowBase & { readonly kind: 'account-in'; readonly accountId: string; readonly setting: 'pinned' | 'hidden' })
  | (RowBase & { readonly kind: 'account-icon'; readonly accountId: string })
  | (RowBase & { readonly kind: 'suggestions' })
  | (RowBase & { readonly kind: 'account-alerts'; readonly accountId: string; readonly side: ShownSide })
  | (RowBase & { readonly kind: 'hooks' })
  | (RowBase & { readonly kind: 'folders'; readonly setting: NameOf<readonly string[]> })
  /** Opens a page. */
  | (RowBase & { readonly kind: 'link'; readonly opens: PageId })
  /** Opens the page of an account. Only the search shows it. */
  | (RowBase & { readonly kind: 'account'; readonly opens: PageId })
  | (RowBase & { readonly kind: 'icon-style' })
  | (RowBase & { readonly kind: 'text-size' })
  | (RowBase & { readonly kind: 'shortcut' })
  | (RowBase & { readonly kind: 'other'; readonly control: ReactNode; readonly below?: ReactNode })
  /** Draws itself, without the frame of a row. */
  | (RowBase & { readonly kind: 'block'; readonly content: ReactNode })
  /** Draws itself, without a card. The search leaves it out. */
  | (RowBase & { readonly kind: 'bare'; readonly content: ReactNode })
  | (RowBase & { readonly kind: 'text' });

/** What the rows of a section are built from. */
export interface RowSource {
  readonly view: SettingsView;
  /** The page that is open; null: none. Only an open page of an account has rows. */
  readonly page: PageId | null;
  readonly t: UiTranslate;
}

/** Returns label and explanation of a row by the common part of their keys. */
export function labelAndText(t: UiTranslate, stem: StemOf<UiKey>): { label: string; text: string } {
  return { label: t(`${stem}.label` as UiKey), text: t(`${stem}.text` as UiKey) };
}

/** Returns the key of a text about percentages for the side that the user sees. The text about what is left ends with `-left`. */
export function keyOfSide(key: SidedKey, side: ShownSide): UiKey {
  return side === 'left' ? `${key}-left` : key;
}

type WithoutLeft<Key> = Key extends `${infer Stem}-left` ? Stem : never;
type SidedKey = WithoutLeft<UiKey> & UiKey;

type Label<Key> = Key extends `${infer Stem}.label` ? Stem : never;
type Text<Key> = Key extends `${infer Stem}.text` ? Stem : never;
type StemOf<Key> = Label<Key> & Text<Key>;

/** Returns true when a row contains all words of the search, in any order and case. */
export function matches(row: RowModel, search: string): boolean {
  if (row.kind === 'bare') return false;
  const text = `${row.heading ?? ''} ${row.label} ${row.text} ${row.more ?? ''}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Returns whether a row stands at a place. */
export function isAt(row: RowModel, { section, page }: Place): boolean {
  return row.section === section && (row.page ?? null) === page && row.kind !== 'account';
}
