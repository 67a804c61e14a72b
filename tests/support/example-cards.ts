import type { MeterLevel } from '../../core/snapshot/level.ts';
import type { FactAction, FactBarView, FactRowId } from '../../core/views/panel.ts';

/** What an account of the examples shows. `pageOfCard` makes its page of it. */
export interface ExampleAccount {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** `Codex · Pro` */
  readonly subtitle: string;
  /** The state in one or two words; null when the account is fresh and usable. */
  readonly stateText: string | null;
  readonly stateTone: 'quiet' | 'attention';
  /** True when only a new sign-in brings new figures. The card then offers what the user can do. */
  readonly needsSignIn: boolean;
  /** Why the account cannot be used; left out: nothing blocks it, or the message says it. */
  readonly blocked?: string;
  /** One sentence about what to do; null when there is nothing to do. */
  readonly message: string | null;
  /** The incident that the service reports, with its age; left out: none. */
  readonly incident?: string;
  /** `9 min old`; null when the figures are fresh. */
  readonly ageText: string | null;
  readonly meters: readonly ExampleMeter[];
  readonly facts: readonly ExampleFact[];
  /** A line below the figures about unrecognized fields in the answer; null: none. */
  readonly footnote: string | null;
  /** Accounts of this provider may have daily usage; left out: they have none. */
  readonly hasDailyUsage?: true;
}

/** One window as a row with a meter. */
export interface ExampleMeter {
  readonly id: string;
  /** `5 hours`, `Week`, `Spark, week` */
  readonly name: string;
  /** `41 % left`, `used up`, `–` */
  readonly figure: string;
  readonly level: MeterLevel;
  /** How much of the bar is filled, 0..100; null draws an outlined empty meter, because the figure is unknown. */
  readonly fillPercent: number | null;
  /** True draws the bar hatched: something is left, but it cannot be used now. */
  readonly blocked: boolean;
  /** True draws the row grey, because the figure is old. */
  readonly stale: boolean;
  /** The mark of an even pace, on the same scale as the fill; null when the pace is not known. */
  readonly pacePercent: number | null;
  /** `resets in 1h 02m`, `should be back · checking`, or null. */
  readonly detail: string | null;
  /** The text of the meter for a screen reader: name, figure and state in words. */
  readonly spoken: string;
  /** The details of an opened row: `Source`, `Read`, `Resets` with their texts. */
  readonly details: readonly ExampleDetail[];
}

/** One figure of an account beside its windows, as a row. */
export interface ExampleFact {
  /** Unique within the account. Spend limits beside the one in force have the id `spend:<scope>`. */
  readonly id: FactRowId;
  /** `Credits`, `Prepaid`, `Individual limit`, `Extra usage`, `Banked resets` */
  readonly name: string;
  readonly text: string;
  readonly tone: 'normal' | 'attention' | 'stale';
  /** A thin bar on the same scale as the meters; null when there is no cap. */
  readonly bar: FactBarView | null;
  readonly details: readonly ExampleDetail[];
  /** The actions that the panel offers for this figure; left out: none. */
  readonly actions?: readonly FactAction[];
}

/** One line of an opened row. */
export interface ExampleDetail {
  readonly name: string;
  readonly text: string;
}

/** What an opened row tells in the examples. */
const exampleDetails: readonly ExampleDetail[] = [
  { name: 'Source', text: 'asked from the service' },
  { name: 'Read', text: '13:35, 2 min ago' },
  { name: 'Resets', text: 'Thursday, 27 November 2026, 09:00' },
];

export function account(
  id: string,
  provider: string,
  label: string,
  subtitle: string,
  rest: Partial<ExampleAccount> = {},
): ExampleAccount {
  return {
    id,
    provider,
    label,
    subtitle,
    stateText: null,
    stateTone: 'quiet',
    needsSignIn: false,
    message: null,
    ageText: null,
    meters: [],
    facts: [],
    footnote: null,
    ...(provider === 'codex' ? { hasDailyUsage: true } : {}),
    ...rest,
  };
}

export function meter(
  id: string,
  name: string,
  figure: string,
  level: ExampleMeter['level'],
  fillPercent: number | null,
  rest: Partial<ExampleMeter> = {},
): ExampleMeter {
  return {
    id,
    name,
    figure,
    level,
    fillPercent,
    blocked: false,
    stale: false,
    pacePercent: null,
    detail: null,
    spoken: `${name}: ${figure === '–' ? 'not known' : figure}`,
    details: exampleDetails,
    ...rest,
  };
}

export function fact(id: ExampleFact['id'], name: string, text: string, rest: Partial<ExampleFact> = {}): ExampleFact {
  return { id, name, text, tone: 'normal', bar: null, details: exampleDetails, ...rest };
}
