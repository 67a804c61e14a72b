import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Banner } from '../../core/views/panel.ts';
import { expectAccessible } from '../support/accessible.ts';
import { renderPanelView } from '../support/render-window.tsx';

const banners: readonly Banner[] = [
  {
    id: 'full',
    severity: 'problem',
    text: 'Nothing can be saved: the disk is full. New figures and changes are lost when you quit. Free some disk space.',
  },
  { id: 'no-tray', severity: 'hint', text: 'This desktop shows no tray icons.' },
];

it('a long address breaks at its signs, and usual words do not', async () => {
  const text = 'Codex (/home/forschung/.codex-studio): forschungsdaten@verarbeitung.example is signed out.';
  await renderPanelView({ banners: [{ id: 'finding', severity: 'problem', text }] });
  const [item] = within(screen.getByRole('list', { name: 'Messages' })).getAllByRole('listitem');
  expect(item?.textContent).toBe(`Problem${text}`);
  const lines = item?.innerHTML.split('<wbr>').map((part) => part.replaceAll(/<[^>]*>/g, ''));
  expect(lines?.slice(1)).toEqual([
    ...['home/', 'forschung/', '.codex-', 'studio): forschungsdaten@', 'verarbeitung.', 'example is signed out.'],
  ]);
});

it('a problem differs from a hint by a word, by its shape and by its colour', async () => {
  await renderPanelView({ banners });
  const items = within(screen.getByRole('list', { name: 'Messages' })).getAllByRole('listitem');
  expect(items.map(({ textContent }) => textContent)).toEqual([
    'ProblemNothing can be saved: the disk is full. New figures and changes are lost when you quit. Free some disk space.',
    'NoteThis desktop shows no tray icons.',
  ]);
  expect(items.map(({ dataset }) => dataset['severity'])).toEqual(['problem', 'hint']);
  const shapes = items.map((item) => item.querySelector('path')?.getAttribute('d'));
  expect(shapes[0]).not.toBe(shapes[1]);
  await expectAccessible();
});
