import { expect, it } from 'vitest';
import { terminalStyle } from '../../../../../main/node/cli/terminal.ts';

const terminal = { isTTY: true, columns: 100 };

it.each([
  ['a terminal', terminal, {}, { columns: 100, hasColour: true }],
  ['a terminal of unknown width', { isTTY: true, columns: 0 }, {}, { columns: 80, hasColour: true }],
  ['a pipe', {}, { TERM: 'xterm' }, { columns: null, hasColour: false }],
  ['a terminal under NO_COLOR', terminal, { NO_COLOR: '1' }, { columns: 100, hasColour: false }],
  ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, { columns: 100, hasColour: true }],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, { columns: 100, hasColour: false }],
  ['a pipe under FORCE_COLOR', {}, { FORCE_COLOR: '1', NO_COLOR: '1' }, { columns: null, hasColour: true }],
  ['a terminal under FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, { columns: 100, hasColour: false }],
])('the style of %s', (_name, output, environment, style) => {
  expect(terminalStyle(output, environment)).toEqual(style);
});
