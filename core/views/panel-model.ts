import type { Standing } from '../snapshot/order.ts';

/**
 * The data of the panel, with all texts in the user's language. The core makes it, and the page only draws it. Each
 * figure and each time comes twice: as the user has set it, and the other way round for a hover and a flip.
 */
export interface PanelFace {
  readonly form: PanelForm;
  /** `15 of 19 ready`, `Use home next`, `None ready · release back 21:48`, `Offline · figures from 19:58`. */
  readonly title: string;
  /** `Codex · Pro`, with one account only; null: none. */
  readonly subtitle: string | null;
  /** The age beside the refresh button: `2 min`, `some 35 min old`; null: nothing was ever read. */
  readonly age: AgeView | null;
  /** From eight accounts on. */
  readonly hasSearch: boolean;
  /** Unseen notifications, 0: none. */
  readonly unseenCount: number;
  /** What all figures and times show. */
  readonly shows: { readonly figures: 'left' | 'used'; readonly times: 'countdown' | 'clock' };
  /** True: names and money are hidden. */
  readonly hidesPersonal: boolean;
  /** 80 to 200. */
  readonly textScalePercent: number;
  readonly nextUp: NextUpView | null;
  /** Null with fewer than four accounts. */
  readonly pool: PoolView | null;
  /** In order from the top. Cards are drawn in the order of the sections, without their heads. */
  readonly sections: readonly SectionView[];
  /** The rows that the page has, in the order of the sections. The others follow as changes. */
  readonly rows: readonly RowView[];
}

/** How the panel draws its accounts. */
export type PanelForm = 'welcome' | 'hero' | 'cards' | 'rows' | 'compact';

/** How old the figures of the panel are. */
export interface AgeView {
  readonly text: string;
  /** `Updated 2 min ago`, for a screen reader and a tooltip. */
  readonly spoken: string;
  readonly isOld: boolean;
}

/** The block about the account to use next, or about the one that is back first if none can be used. */
export interface NextUpView {
  readonly kind: 'next-up' | 'back-first';
  readonly accountId: string;
  readonly tile: TileView;
  /** `Next up`, `Back first`. */
  readonly label: string;
  readonly name: string;
  /** `@home.example`, or null. */
  readonly domain: string | null;
  /** The limit that the figure is of: `week`; null: the figure is money, or a time. */
  readonly limit: string | null;
  /** `52%`, or the time until it is back. */
  readonly figure: string;
  /** `48% used`; null: there is no other way to say it. */
  readonly figureOther: string | null;
  /** When the limit of the figure resets, then the short limit: `resets in 2d 16h · 5 hours 72%`. */
  readonly reason: string;
  /** `resets Sun 12:20 · 5 hours 72%`; null: there is no other way to say it. */
  readonly reasonOther: string | null;
  /** `52% is left, an even pace needs 38%.`; null: there is nothing to reckon. */
  readonly reckoning: string | null;
  /** What starts the tool with this account; null: the account was not found in a folder. */
  readonly command: string | null;
}

/** The line about all accounts. */
export interface PoolView {
  readonly segments: readonly PoolSegmentView[];
  /** At most three. Each opens its page. */
  readonly stats: readonly PoolStatView[];
  /** The whole bar in words, for the picture to share. */
  readonly spoken: string;
}

export interface PoolSegmentView {
  readonly state: Standing;
  readonly count: number;
  /** `3 low`, for the legend below the bar. */
  readonly text: string;
}

export interface PoolStatView {
  readonly id: 'back-next' | 'credits' | 'prepaid';
  /** `Back next`. */
  readonly label: string;
  /** `release`, `≥ 1,572`, `€41.20`. */
  readonly text: string;
  /** `21:48`, `≈ $62.90`, `+1`; null: none. */
  readonly note: string | null;
  readonly spoken: string;
}

/** A section of the list. */
export interface SectionView {
  /** `pinned`, `needs-you`, `low`, `ready`, `usable`, `resting`, `unknown`, `all`, `hidden`, `provider:<id>`, `group:<name>` or `group:`. */
  readonly id: string;
  readonly name: string;
  readonly count: number;
  /** `least left first`; null: none. */
  readonly note: string | null;
  readonly accountIds: readonly string[];
  /** True: only the head is drawn. */
  readonly isFolded: boolean;
  /** How many accounts are drawn; the rest is behind the fold line. */
  readonly shownCount: number;
  /** `7 more · 28–74% left`; null: no account is behind a fold line. */
  readonly foldedText: string | null;
  /** True: the user may fold the end of the section again. */
  readonly canFoldRest: boolean;
  /** True: the user may put the accounts of this section in another order. */
  readonly canReorder: boolean;
}

/** The two letters of a service, or the letter or emoji of the user. */
export interface TileView {
  readonly text: string;
  /** The provider, for the tint. */
  readonly provider: string;
}

/** How a bar is drawn. Each look has a form of its own. */
export type BarLook = 'fine' | 'low' | 'critical' | 'used-up' | 'blocked' | 'unknown';

export interface BarView {
  /** The id of the limit. */
  readonly id: string;
  readonly look: BarLook;
  /** The filled part on the scale that is set, 0 to 100; null: unknown. */
  readonly fillPercent: number | null;
  /** The mark of an even pace on the same scale; null: unknown. */
  readonly pacePercent: number | null;
  readonly isStale: boolean;
}

/** The colour of the figure. The words and the form of the bar say the same. */
export type RowTone = 'fine' | 'low' | 'critical' | 'resting' | 'needs-you' | 'unknown' | 'stale';

/** One account in the list. */
export interface RowView {
  readonly id: string;
  /** The service: `Codex`. */
  readonly service: string;
  /** The user's group; null: none. */
  readonly group: string | null;
  readonly standing: Standing;
  readonly tile: TileView;
  /** `studio`: the part of an address before the @, or the whole name. */
  readonly name: string;
  /** `@river.example`, or null. */
  readonly domain: string | null;
  /** `runs out in about 18 min · 5 hours`; null: nothing to say. */
  readonly second: string | null;
  /** The short limit above the long one. At most two. */
  readonly bars: readonly BarView[];
  /** `7%`; for a resting account the time until it is back; null: a button stands there. */
  readonly figure: string | null;
  readonly figureOther: string | null;
  /** `1h 02m`, below the figure; null: unknown. */
  readonly time: string | null;
  readonly timeOther: string | null;
  /** The limit that the figure is of; null: none is known. */
  readonly limit: RowLimit | null;
  readonly tone: RowTone;
  /** `22 min old`; null: the figures are fresh. */
  readonly age: string | null;
  /** The whole row as sentences, for a screen reader. */
  readonly spoken: string;
  /** Words that the search looks in: name, service, plan, group, state. Lower case. */
  readonly search: string;
  readonly marks: RowMarks;
  /** The buttons in the row. */
  readonly actions: readonly RowAction[];
  /** What only a card shows; left out in rows. */
  readonly card?: CardView;
}

/** The limit that the figure of a row is of. */
export interface RowLimit {
  /** `5 hours`; for a resting account the one that is used up: `week used up`. */
  readonly name: string;
  readonly bar: BarView;
}

export interface RowMarks {
  readonly isNextUp: boolean;
  readonly isPinned: boolean;
  readonly isHidden: boolean;
  readonly isMuted: boolean;
  readonly isRefreshing: boolean;
  /** True: the icon of the tray follows this account. */
  readonly isInIcon: boolean;
  /** True: a command starts the account's tool with this account. */
  readonly hasCommand: boolean;
  /** True: another account has the same name before the @, so that the domain must be seen. */
  readonly hasNamesake: boolean;
}

/** A button in a row. `sign-in` and `details` open the account's page; `give-key` opens the settings. */
export interface RowAction {
  readonly id: 'sign-in' | 'give-key' | 'details';
  readonly text: string;
}

/** The parts of a card, for up to three accounts. */
export interface CardView {
  /** `Max 20×`; null: unknown. */
  readonly plan: string | null;
  /** `Next up`, `Running low`; null: none. */
  readonly tag: { readonly kind: 'next-up' | 'low' | 'critical' | 'quiet'; readonly text: string } | null;
  /** The limit that binds comes first in a hero card, else the limits are in their usual order. */
  readonly meters: readonly MeterView[];
  /** What is fine and folded: `Sonnet 79% · €41.20 prepaid`; null: nothing. */
  readonly quietText: string | null;
  /** One sentence about the account, with what to do; null: none. */
  readonly message: string | null;
  /** About the last meter: `At this pace about 46% is left when it resets, Mon 01:13.`; null: unknown. Hero card only. */
  readonly outlook: string | null;
  /** `Next reading in 4 min`; null: unknown. Hero card only. */
  readonly nextReading: string | null;
}

/** One limit in full. */
export interface MeterView {
  readonly id: string;
  /** `5 hours`, `Week`, `Opus, week`. */
  readonly name: string;
  /** `72%`, `Used up`, `Not started`, `–`. */
  readonly figure: string;
  /** The same in words, for a place without a head that says them: `72% left`. */
  readonly figureWorded: string;
  readonly figureOther: string;
  /** The word after the figure of a hero card: `left`, `used`; null: the figure is a word. */
  readonly unit: string | null;
  /** `resets in 3h 25m`, `runs out around Fri 17:00`; first in a hero card `resets in 2h 14m · 22:33`; null: unknown. */
  readonly when: string | null;
  readonly whenOther: string | null;
  /** Not quiet: the limit runs out before its reset, as `when` says, or in the first meter of a hero card `paceText`. */
  readonly whenTone: 'quiet' | 'low' | 'critical';
  readonly bar: BarView;
  /** `lasts, about 31% to spare`, first in a hero card also `runs out around 22:10`; null: the pace is unknown. */
  readonly paceText: string | null;
  readonly age: string | null;
  readonly spoken: string;
}
