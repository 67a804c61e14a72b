import { expect, it } from 'vitest';
import { axisMarks, placesOf } from '../../../renderer/history/period-plot.ts';
import { exampleHistory } from '../../support/example-history.ts';

it('a word below the axis that the edge of the chart would cut off is left out', () => {
  const startsAt = Date.parse('2026-03-02T12:01:00Z') / 1000;
  const period = { startsAt, resetsAt: startsAt + 5 * 3600, evenFrom: 100, evenTo: 0, forecast: null, sentence: null };
  const view = {
    ...exampleHistory({ accountId: 'a', windowId: 'session', range: 'period' }),
    ...{ period, locale: 'en-US', timeZone: 'UTC' },
  };
  for (const width of [260, 300, 332, 500, 700]) {
    const places = placesOf(view, width);
    const marks = axisMarks(view, places);
    expect(marks.length).toBeGreaterThan(1);
    // A letter of this size is at least 5 px wide
    for (const { x, text } of marks) expect(x + (text.length * 5) / 2).toBeLessThanOrEqual(width);
  }
  expect(axisMarks(view, placesOf(view, 332)).at(-1)?.text).toMatch(/^4:00\sPM$/);
});
