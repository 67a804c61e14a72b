import { expect, it } from 'vitest';
import { secondLine } from '../../../../core/views/row-text.ts';
import { accountWith } from '../../../support/alert-world.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const lineOf = (...windows: Parameters<typeof accountWith>[0]): string | null =>
  secondLine(accountWith(windows, { resetCredits: null }), 'low', english, nowMs);

it('the end of a limit comes before its name, because a narrow row leaves out what does not fit', () => {
  expect(lineOf({ used: 93, resetsIn: 62, runsOutIn: 18 })).toMatch(/^runs out .+ · 5 hours$/);
});

it('another fact comes after the name of the limit', () => {
  expect(lineOf({ used: 93, resetsIn: 62 })).toMatch(/^5 hours/);
});
