import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { CardView, PanelFace } from '../../core/views/panel-model.ts';
import { oneFace } from '../support/design-faces.ts';
import { renderFace } from '../support/render-face.tsx';

function faceWith(change: (card: CardView) => Partial<CardView>): PanelFace {
  const rows = oneFace.rows.map((row) =>
    row.card === undefined ? row : { ...row, card: { ...row.card, ...change(row.card) } },
  );
  return { ...oneFace, rows };
}

it('the only account has its reset by countdown and clock, and beside it whether the pace lasts', () => {
  renderFace(oneFace);
  const pace = screen.getByText('lasts, about 31% to spare');
  expect(pace.dataset['tone']).toBe('quiet');
  expect(pace.parentElement?.textContent).toBe('resets in 2h 14m · 22:33lasts, about 31% to spare');
});

it('a limit that runs out says so in its tone, and the reset beside it stays quiet', () => {
  const paceText = 'runs out in about 18 min';
  renderFace(
    faceWith(({ meters: [first, ...others] }) =>
      first === undefined ? {} : { meters: [{ ...first, paceText, whenTone: 'critical' }, ...others] },
    ),
  );
  expect(screen.getByText(paceText).dataset['tone']).toBe('critical');
  expect(screen.getByText('resets in 2h 14m · 22:33').closest('[data-tone="critical"]')).toBeNull();
});

it('an unknown pace leaves no words and no empty place', () => {
  renderFace(
    faceWith(({ meters: [first, ...others] }) =>
      first === undefined ? {} : { meters: [{ ...first, when: null, whenOther: null, paceText: null }, ...others] },
    ),
  );
  expect(screen.queryByText(/to spare/)).toBeNull();
  expect(screen.getAllByRole('meter', { name: '5-hour limit' })[0]?.nextElementSibling?.children).toHaveLength(0);
});

it('what will be left stands below its limit, before what is fine', () => {
  renderFace(faceWith(() => ({ quietText: 'Sonnet 79% · €41.20 prepaid' })));
  const outlook = screen.getByText('At this pace about 46% is left when it resets, Mon 01:13.');
  expect(outlook.previousElementSibling?.textContent).toContain('Week');
  expect(outlook.nextElementSibling?.textContent).toContain('Sonnet');
});
