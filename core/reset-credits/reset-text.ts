import { joinSentences } from '../text/layout.ts';
import { assertNever } from '../assert-never.ts';
import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import { clockTime } from '../text/times.ts';
import type { AttemptResult } from './redemption.ts';

/** The answer to a page for the first step of using a banked reset. */
export type ResetQuestion =
  | {
      readonly kind: 'ready';
      /** Valid once, for this account and reset only, for two minutes. */
      readonly confirmation: string;
      /** The question whether to use a reset, with what follows from it. */
      readonly sentence: string;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** The answer to a page for the second step. `not-known`: the reset may have been used; a new attempt repeats it. */
export interface ResetAnswer {
  readonly kind: 'done' | 'not-known' | 'refused';
  readonly message: string;
}

interface ResetFacts {
  /** The label of the account. */
  readonly label: string;
  readonly plan: string | null;
  readonly available: number;
  readonly expiresAtMs: number | null;
  readonly repeats: boolean;
}

/** The question before a reset is used: how many there are, what a reset does, and when the next one expires. */
export function resetQuestion(facts: ResetFacts, locale: LocaleContext, nowMs: number): string {
  const { t } = locale;
  const { label, expiresAtMs } = facts;
  const sentences = [
    t('reset.question', { count: facts.available }),
    t(effectOf(facts.plan), { label }),
    ...(expiresAtMs === null ? [] : [t('reset.expires', { time: clockTime(expiresAtMs, nowMs, locale) })]),
    ...(facts.repeats ? [t('reset.again')] : []),
  ];
  return joinSentences(sentences, locale);
}

/** What a reset does. The windows that it resets depend on the plan; for an unknown plan the text promises none. */
function effectOf(plan: string | null): MessageKey {
  if (plan === null) return 'reset.does';
  return /^(free|go)$/i.test(plan.trim()) ? 'reset.does-monthly' : 'reset.does-both';
}

/** The outcome of an attempt, for the page that asked. */
export function attemptText(attempted: AttemptResult, service: string, { t }: LocaleContext): ResetAnswer {
  const { state, because } = attempted;
  switch (state) {
    case 'redeemed':
      return { kind: 'done', message: t('reset.done') };
    case 'not-known':
      return { kind: 'not-known', message: t('reset.not-known', { service }) };
    case 'nothing-to-reset':
      return { kind: 'refused', message: t('reset.nothing-to-reset') };
    case 'no-credit':
      return { kind: 'refused', message: t('reset.no-credit') };
    case 'settled':
      return { kind: 'refused', message: t('reset.settled') };
    case 'refused':
      return { kind: 'refused', message: t(refusalKey(because), { service }) };
    default:
      return assertNever(state);
  }
}

function refusalKey(because: AttemptResult['because']): MessageKey {
  switch (because) {
    case 'sign-in':
      return 'reset.sign-in';
    case 'limited':
      return 'reset.limited';
    case 'not-sent':
      return 'reset.not-sent';
    default:
      return 'reset.refused';
  }
}
