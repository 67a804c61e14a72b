import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { AccountName } from '../../renderer/components/AccountName.tsx';
import { FactLine } from '../../renderer/components/FactLine.tsx';
import { designPanel, nineteenFace, oneFace, threeFace } from '../support/design-faces.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderFace } from '../support/render-face.tsx';
import { openAccount, renderPanel } from '../support/render-window.tsx';

it('a name is the whole address for those who select and read it', () => {
  const { container } = render(<AccountName name="studio" domain="@river.example" />);
  expect(container.textContent).toBe('studio@river.example');
});

it('the domain of a namesake stays in sight, and that of another account may go', () => {
  const rows = nineteenFace.rows.map((each) =>
    each.id === 'codex:studio' ? { ...each, marks: { ...each.marks, hasNamesake: true } } : each,
  );
  renderFace({ ...nineteenFace, rows });
  const isMarked = (name: string): boolean =>
    screen.getAllByText(name).some((each) => each.closest('[data-namesake]') !== null);
  expect([isMarked('studio'), isMarked('weekend')]).toEqual([true, false]);
});

it('a line of facts breaks between facts and in the first one only, and reads as before', () => {
  const { container } = render(<FactLine text="35 min old · GPT-5 19% · Paused until 9:25" />);
  expect(screen.getByText(/^35 min old · GPT-\u20605 19% · Paused until 9:25$/)).toBeDefined();
  // Only an ordinary blank breaks
  expect(container.textContent?.split(' ')).toEqual([
    ...['35', 'min', 'old'],
    '·\u00a0GPT-\u20605\u00a019%',
    '·\u00a0Paused\u00a0until\u00a09:25',
  ]);
});

it('the mark of an even pace says what it is under the pointer', () => {
  for (const face of [oneFace, threeFace]) {
    const { unmount } = renderFace(face);
    expect(screen.getAllByTitle('The mark shows an even pace.').length).toBeGreaterThan(1);
    unmount();
  }
});

it('the page of an account is named by the whole address, although its parts stand apart', async () => {
  const rendered = await renderPanel(fakeBridge({ panel: { ok: true, value: designPanel(nineteenFace) } }));
  const page = await openAccount(rendered, 'home');
  expect(within(page).getByRole('heading', { level: 2 }).getAttribute('aria-label')).toBe('home@home.example');
});

it('the page of an account explains the mark of an even pace in words', async () => {
  const rendered = await renderPanel(fakeBridge({ panel: { ok: true, value: designPanel(nineteenFace) } }));
  const page = await openAccount(rendered, 'home');
  const words = await within(page).findAllByText('even pace');
  expect(words.some((each) => each.querySelector('rect') !== null)).toBe(true);
});
