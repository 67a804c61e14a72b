import { assertNever } from '../assert-never.ts';
import { clockTime } from '../text/times.ts';
import type { MessageKey, LocaleContext } from '../i18n/translate.ts';
import type { ResetAnswer } from './answers.ts';
import type { Attempted } from './judge-answer.ts';

export interface ResetFacts {
  /** The account's. */
  readonly label: string;
  readonly plan: string | null;
  readonly available: number;
  readonly expiresAtMs: number | null;
  readonly repeats: boolean;
}

/** The question before a reset is used: how many there are, what it does, and until when there is time. */
export function resetQuestion(facts: ResetFacts, reader: LocaleContext, nowMs: number): string {
  const { t } = reader;
  const { label, expiresAtMs } = facts;
  const sentences = [
    t('reset.question', { count: facts.available }),
    t(effectOf(facts.plan), { label }),
    ...(expiresAtMs === null ? [] : [t('reset.expires', { time: clockTime(expiresAtMs, nowMs, reader) })]),
    ...(facts.repeats ? [t('reset.again')] : []),
  ];
  return sentences.join(' ');
}

/** Which windows begin anew depends on the plan; where that is not known nothing is promised. */
function effectOf(plan: string | null): MessageKey {
  if (plan === null) return 'reset.does';
  return /^(free|go)$/i.test(plan.trim()) ? 'reset.does-monthly' : 'reset.does-both';
}

/** What came of an attempt, for the page that asked. */
export function attemptWords(attempted: Attempted, service: string, { t }: LocaleContext): ResetAnswer {
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

function refusalKey(because: Attempted['because']): MessageKey {
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
