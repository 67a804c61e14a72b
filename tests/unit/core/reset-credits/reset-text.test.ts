import { describe, expect, it } from 'vitest';
import { resetQuestion } from '../../../../core/reset-credits/reset-text.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';

const facts = { label: 'work', plan: 'plus', available: 1, expiresAtMs: null, repeats: false };

describe('the question before a reset is used', () => {
  it.each([
    ['plus', /5-hour and weekly limits/],
    ['free', /monthly limit/],
    ['Go', /monthly limit/],
    [null, /the used limits/],
  ])('says for the plan %s which windows begin again', (plan, words) => {
    expect(resetQuestion({ ...facts, plan }, english, nowMs)).toMatch(words);
  });

  it('promises no expiry that is not known and says when there is only one', () => {
    const sentence = resetQuestion(facts, english, nowMs);
    expect(sentence).toMatch(/^Use the only banked reset now\?/);
    expect(sentence).not.toMatch(/expires/);
  });

  it('is asked in Chinese too, with the time', () => {
    const expiresAtMs = nowMs + 30 * 86_400_000;
    expect(resetQuestion({ ...facts, available: 3, expiresAtMs }, chinese, nowMs)).toMatch(/3 次重置.*4月1日/);
  });
});
