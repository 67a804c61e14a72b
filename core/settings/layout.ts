import * as v from 'valibot';
import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { boundedList, boundedText, longestId } from '../units/bounds.ts';
import { isolated } from '../units/text.ts';
import { mostArranged } from './appearance.ts';
import type { Settings } from './settings.ts';

const id = v.pipe(boundedText(longestId), v.minLength(1));
const longestName = 200;

/** The schema of one change of the layout by the user's hand in the panel. */
export const layoutChangeSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('pin'), accountId: id, isOn: v.boolean() }),
  v.strictObject({ kind: v.literal('hide'), accountId: id, isOn: v.boolean() }),
  v.strictObject({ kind: v.literal('icon'), accountId: id, isOn: v.boolean() }),
  /** The accounts in the order that the user gave them; `accountId` is the one that moved. */
  v.strictObject({ kind: v.literal('order'), accountId: id, accountIds: boundedList(id, mostArranged) }),
  v.strictObject({ kind: v.literal('fold'), sectionId: id, isOn: v.boolean() }),
  /** Whether all rows of a section are shown, also those behind its fold line. */
  v.strictObject({ kind: v.literal('show-rest'), sectionId: id, isOn: v.boolean() }),
  /** An empty name: the account has its usual one again. */
  v.strictObject({ kind: v.literal('rename'), accountId: id, name: boundedText(longestName) }),
  /** An empty group: none. */
  v.strictObject({ kind: v.literal('group'), accountId: id, name: boundedText(longestName) }),
  v.strictObject({ kind: v.literal('figures') }),
  v.strictObject({ kind: v.literal('times') }),
  v.strictObject({ kind: v.literal('personal'), isOn: v.boolean() }),
  v.strictObject({
    kind: v.literal('text-scale'),
    percent: v.pipe(v.number(), v.integer(), v.minValue(80), v.maxValue(200)),
  }),
]);

/** One change of the layout by the user's hand. */
export type LayoutChange = v.InferOutput<typeof layoutChangeSchema>;

/** What a change of the layout did as a sentence, and whether it can be taken back; null: there is nothing to say. */
export interface LayoutAnswer {
  readonly text: string | null;
  readonly canUndo: boolean;
}

/** Returns the settings that a change of the layout gives other values; empty: it changes nothing. */
export function layoutSettings(change: LayoutChange, settings: Settings): Partial<Settings> {
  switch (change.kind) {
    case 'pin':
      return listed(settings, 'pinned', change.accountId, change.isOn);
    case 'hide':
      return listed(settings, 'hidden', change.accountId, change.isOn);
    case 'icon':
      return iconSettings(settings, change.accountId, change.isOn);
    case 'order':
      return { order: [...change.accountIds, ...settings.order.filter((each) => !change.accountIds.includes(each))] };
    case 'fold':
      return listed(settings, 'folded', change.sectionId, change.isOn);
    case 'show-rest':
      return listed(settings, 'folded', `+${change.sectionId}`, change.isOn);
    case 'rename':
      return { accountLabels: named(settings.accountLabels, change.accountId, change.name) };
    case 'group':
      return { accountGroups: named(settings.accountGroups, change.accountId, change.name) };
    case 'figures':
      return { meterShows: settings.meterShows === 'left' ? 'used' : 'left' };
    case 'times':
      return { resetShows: settings.resetShows === 'countdown' ? 'clock' : 'countdown' };
    case 'personal':
      return settings.hidePersonal === change.isOn ? {} : { hidePersonal: change.isOn };
    case 'text-scale':
      return settings.textScale === change.percent ? {} : { textScale: change.percent };
    default:
      return assertNever(change);
  }
}

function listed(
  settings: Settings,
  name: 'pinned' | 'hidden' | 'folded',
  entry: string,
  isOn: boolean,
): Partial<Settings> {
  const before: readonly string[] = settings[name];
  if (before.includes(entry) === isOn) return {};
  return { [name]: isOn ? [...before, entry] : before.filter((each) => each !== entry) };
}

function iconSettings({ iconFollows }: Settings, accountId: string, isOn: boolean): Partial<Settings> {
  if ((iconFollows === accountId) === isOn) return {};
  return { iconFollows: isOn ? accountId : 'automatic' };
}

function named(
  names: Readonly<Record<string, string>>,
  accountId: string,
  name: string,
): Readonly<Record<string, string>> {
  const others = Object.fromEntries(Object.entries(names).filter(([key]) => key !== accountId));
  return name.trim() === '' ? others : { ...others, [accountId]: name.trim() };
}

/** Returns what a change did as a sentence, for the toast and the undo; null: the panel shows it by itself. */
export function layoutText(change: LayoutChange, label: string, { t }: LocaleContext): string | null {
  const account = isolated(label);
  switch (change.kind) {
    case 'pin':
      return t(change.isOn ? 'layout.pinned' : 'layout.unpinned', { account });
    case 'hide':
      return t(change.isOn ? 'layout.hidden' : 'layout.shown', { account });
    case 'icon':
      return t(change.isOn ? 'layout.in-icon' : 'layout.not-in-icon', { account });
    case 'order':
      return t('layout.moved', {
        account,
        place: change.accountIds.indexOf(change.accountId) + 1,
        count: change.accountIds.length,
      });
    case 'rename':
      return t('layout.renamed', { account });
    case 'group':
      return t('layout.grouped', { account });
    case 'personal':
      return t(change.isOn ? 'layout.personal-hidden' : 'layout.personal-shown');
    case 'fold':
    case 'show-rest':
    case 'figures':
    case 'times':
    case 'text-scale':
      return null;
    default:
      return assertNever(change);
  }
}

/** Returns whether the user can undo a change. A figure that is turned around is turned back by the same key. */
export function isUndoable({ kind }: LayoutChange): boolean {
  return kind !== 'figures' && kind !== 'times' && kind !== 'text-scale';
}
