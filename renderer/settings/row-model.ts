import type { ReactNode } from 'react';
import type { Settings } from '../../core/settings/settings.ts';
import type { AddableProvider, SettingsView } from '../../core/views/settings.ts';
import type { UiKey, UiTranslate } from '../i18n/catalogue.ts';

export const sectionIds = ['general', 'panel', 'accounts', 'alerts', 'money', 'schedules', 'privacy', 'help'] as const;

export type SectionId = (typeof sectionIds)[number];

/** A page of a section, which a row of the section opens. */
export type PageId = 'services' | 'steps' | 'own-alerts' | 'commands';

/** Returns the section of a page. */
export function sectionOfPage(page: PageId): SectionId {
  return sectionsOfPages[page];
}

const sectionsOfPages: Readonly<Record<PageId, SectionId>> = {
  services: 'privacy',
  steps: 'alerts',
  'own-alerts': 'alerts',
  commands: 'alerts',
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
      readonly disabled?: boolean;
      /** Parses the trimmed text. */
      readonly read: (text: string) => Entry;
    })
  | (RowBase & {
      readonly kind: 'account';
      readonly accountId: string;
      readonly isAdded: boolean;
      readonly service: string;
    })
  | (RowBase & { readonly kind: 'add-account'; readonly providers: readonly AddableProvider[] })
  | (RowBase & { readonly kind: 'suggestions' })
  | (RowBase & { readonly kind: 'account-alerts'; readonly accountId: string; readonly stepsOfAll: string })
  | (RowBase & { readonly kind: 'hooks' })
  | (RowBase & { readonly kind: 'folders'; readonly setting: NameOf<readonly string[]> })
  /** Opens a page. */
  | (RowBase & { readonly kind: 'link'; readonly opens: PageId })
  | (RowBase & { readonly kind: 'icon-style' })
  | (RowBase & { readonly kind: 'text-size' })
  | (RowBase & { readonly kind: 'shortcut' })
  | (RowBase & { readonly kind: 'other'; readonly control: ReactNode; readonly below?: ReactNode })
  /** Draws itself, without the frame of a row. */
  | (RowBase & { readonly kind: 'block'; readonly content: ReactNode })
  | (RowBase & { readonly kind: 'text' });

/** What the rows of a section are built from. */
export interface RowSource {
  readonly view: SettingsView;
  readonly t: UiTranslate;
}

/** Returns label and explanation of a row by the common part of their keys. */
export function labelAndText(t: UiTranslate, stem: StemOf<UiKey>): { label: string; text: string } {
  return { label: t(`${stem}.label` as UiKey), text: t(`${stem}.text` as UiKey) };
}

type Label<Key> = Key extends `${infer Stem}.label` ? Stem : never;
type Text<Key> = Key extends `${infer Stem}.text` ? Stem : never;
type StemOf<Key> = Label<Key> & Text<Key>;

/** Returns true when a row contains all words of the search, in any order and case. */
export function matches(row: RowModel, search: string): boolean {
  const text = `${row.heading ?? ''} ${row.label} ${row.text} ${row.more ?? ''}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Returns whether a row stands at a place. */
export function isAt(row: RowModel, { section, page }: Place): boolean {
  return row.section === section && (row.page ?? null) === page;
}
