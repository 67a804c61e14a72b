import { alertKinds } from './alerts.ts';
import * as v from 'valibot';

import { assertNever } from '../assert-never.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { boundedList, boundedText } from '../units/bounds.ts';

/** The events that can run a user command: each kind of alert, and a change of an account's state. */
const userCommandEvents = [...alertKinds, 'state-changed'] as const;

/** An event that can run a user command. */
export type UserCommandEvent = (typeof userCommandEvents)[number];

/** The most user commands. More of them could start too many processes at once. */
export const maxUserCommands = 32;

/** The schema of a program name or an argument. Neither needs control characters. */
const word = v.pipe(boundedText(1024), v.regex(/^[^\p{Cc}]*$/u));

/** The schema of a user command: its event, program and arguments. */
export const userCommandSchema = v.object({
  event: v.picklist(userCommandEvents),
  /** A full path, or a name on `PATH`. */
  command: v.pipe(word, v.minLength(1)),
  arguments: v.pipe(boundedList(word, 32), v.readonly()),
});

/** A program that the user wants to run on an event. */
export type UserCommand = Readonly<v.InferOutput<typeof userCommandSchema>>;

/** The message on the standard input of a user command, as one line of JSON. */
export interface UserCommandMessage {
  readonly event: UserCommandEvent;
  /** True if the user tests the command. */
  readonly test: boolean;
  /** When the event happened, ISO 8601. */
  readonly at: string;
  readonly account: { readonly id: string; readonly provider: string; readonly label: string } | null;
  /** What happened. The fields depend on the event. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** How a user command ended. */
export type UserCommandOutcome =
  | { readonly kind: 'ended'; readonly code: number | null }
  | { readonly kind: 'not-found' | 'not-started' | 'too-long' | 'busy' };

/** Returns the sentence that the user sees after a test of a command. */
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
