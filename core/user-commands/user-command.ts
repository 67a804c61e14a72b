import * as v from 'valibot';

import { alertKinds } from '../alerts/alert.ts';
import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { boundedList, boundedText } from '../units/bounds.ts';

/** What a command of the user may be run on: each alert, and an account whose state changed. */
const userCommandEvents = [...alertKinds, 'state-changed'] as const;

export type UserCommandEvent = (typeof userCommandEvents)[number];

/** More would make a busy minute of one's own. */
export const maxUserCommands = 32;

/** No control character: none belongs into the name of a program or a word that it is given. */
const word = v.pipe(boundedText(1024), v.regex(/^[^\p{Cc}]*$/u));

export const userCommandSchema = v.object({
  event: v.picklist(userCommandEvents),
  /** A full path, or a name that is looked up on the path. */
  command: v.pipe(word, v.minLength(1)),
  arguments: v.pipe(boundedList(word, 32), v.readonly()),
});

export type UserCommand = Readonly<v.InferOutput<typeof userCommandSchema>>;

/** What a hook gets on its standard input, as one line of JSON. */
export interface UserCommandMessage {
  readonly event: UserCommandEvent;
  /** True where the user only tries it. */
  readonly test: boolean;
  /** ISO 8601. */
  readonly at: string;
  readonly account: { readonly id: string; readonly provider: string; readonly label: string } | null;
  /** What happened, by event. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What came of a command of the user. */
export type UserCommandOutcome =
  | { readonly kind: 'ended'; readonly code: number | null }
  | { readonly kind: 'not-found' | 'not-started' | 'too-long' | 'busy' };

/** The sentence for who tried a command. */
export function userCommandOutcomeText(outcome: UserCommandOutcome, { t }: LocaleContext): string {
  switch (outcome.kind) {
    case 'ended':
      return outcome.code === 0 ? t('hooks.tried') : t('hooks.tried-code', { code: outcome.code ?? '–' });
    case 'not-found':
      return t('hooks.not-found');
    case 'not-started':
      return t('hooks.not-started');
    case 'too-long':
      return t('hooks.too-long');
    case 'busy':
      return t('hooks.busy');
    default:
      return assertNever(outcome);
  }
}
