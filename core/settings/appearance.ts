import * as v from 'valibot';

import { boundedList, boundedRecord, boundedText, longestId } from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';

/** The most accounts and sections that the user can arrange. Further ones keep their usual place. */
export const mostArranged = 2000;
/** The longest own letter or emoji of an account. A family emoji has eleven code units. */
const longestTile = 16;

const ids = v.pipe(boundedList(v.pipe(boundedText(longestId), v.minLength(1)), mostArranged), v.readonly());

/** The keys of a global shortcut, as Electron names them. */
const shortcut =
  /^(?:(?:CommandOrControl|Command|Control|Ctrl|Cmd|Alt|Option|Shift|Super|Meta)\+){1,4}(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|Space|Tab|Up|Down|Left|Right|Home|End|PageUp|PageDown|Insert|Delete)$/;

/** The schemas of the settings about the panel and the icon. */
export const appearanceSettings = {
  /** How the panel draws accounts. `automatic`: by their number. */
  rows: v.optional(v.picklist(['automatic', 'cards', 'rows', 'compact']), 'automatic'),
  groupBy: v.optional(v.picklist(['state', 'provider', 'group', 'none']), 'state'),
  /** The user's own order of accounts, by account id. Accounts that are not listed follow in their usual order. */
  order: v.optional(ids, []),
  /** Accounts in a section of their own on top, by account id. */
  pinned: v.optional(ids, []),
  /** Accounts that the user does not want to see. They count nowhere. */
  hidden: v.optional(ids, []),
  /** Sections whose accounts are folded away. An id with a `+` before it: a section that shows all its accounts. */
  folded: v.optional(ids, []),
  /** The user's own letter or emoji of an account, by account id. */
  accountTiles: v.optional(
    v.pipe(
      boundedRecord(
        v.pipe(boundedText(longestId), v.minLength(1)),
        v.pipe(boundedText(longestTile), v.transform(cleanText), v.minLength(1)),
        mostArranged,
      ),
      v.readonly(),
    ),
    {},
  ),
  iconStyle: v.optional(v.picklist(['bars', 'number', 'ring']), 'bars'),
  /** `automatic`, `lowest`, or the id of an account. */
  iconFollows: v.optional(v.pipe(boundedText(longestId), v.minLength(1)), 'automatic'),
  /** What macOS shows beside the icon: nothing, what is left, or the time until the reset. */
  iconTitle: v.optional(v.picklist(['none', 'figure', 'reset']), 'none'),
  iconTone: v.optional(v.picklist(['automatic', 'for-dark', 'for-light']), 'automatic'),
  /** True: the panel, the menu and the icon name the account to use next. */
  nextUp: v.optional(v.boolean(), true),
  /** True: an account that is paid by use may be next, too. */
  nextUpPaid: v.optional(v.boolean(), false),
  /** True: names and money are hidden everywhere. */
  hidePersonal: v.optional(v.boolean(), false),
  /** True: the panel is kept out of screen shares, where the system can do this. */
  contentProtection: v.optional(v.boolean(), false),
  /** The keys that open the panel from anywhere; empty: none. */
  shortcut: v.optional(v.union([v.literal(''), v.pipe(boundedText(60), v.regex(shortcut))]), ''),
  /** False: the panel welcomes a newcomer until they press *Done*. */
  welcomed: v.optional(v.boolean(), false),
  /** The size of texts in percent. */
  textScale: v.optional(v.pipe(v.number(), v.integer(), v.minValue(80), v.maxValue(200)), 100),
} as const;
