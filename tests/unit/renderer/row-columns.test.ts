import { expect, it } from 'vitest';
import { rowColumns } from '../../../renderer/panel/row-columns.ts';
import { nineteenFace } from '../../support/design-faces.ts';

const [row] = nineteenFace.rows;
const withTimes = (...times: readonly string[]) =>
  rowColumns([{ rows: times.flatMap((time) => (row === undefined ? [] : [{ ...row, figure: '7%', time }])) }]);

it('a long time widens the column of every row, up to a limit', () => {
  expect(withTimes('1h', '2h')).toEqual({ '--figure-column': '48px', '--time-column': '54px', '--end-column': '58px' });
  expect(withTimes('1h', 'Tue 11:00 PM')).toMatchObject({ '--time-column': '78px', '--end-column': '78px' });
  expect(withTimes('a very long time that no language has')).toMatchObject({ '--end-column': '96px' });
});
