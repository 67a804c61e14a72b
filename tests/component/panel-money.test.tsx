import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { TotalsView } from '../../core/views/panel.ts';
import { expectAccessible } from '../support/accessible.ts';
import { examplePanel } from '../support/example-views.ts';
import { renderPanel, renderPanelView } from '../support/render-window.tsx';

const totals = examplePanel.totals as TotalsView;
const overview = () => within(screen.getByRole('region', { name: 'Overview' }));
const card = (label: string) => within(screen.getByRole('article', { name: label }));

describe('the pool', () => {
  it('shows prepaid money of each currency by itself', async () => {
    await renderPanel();
    expect(overview().getByText(/Prepaid \$48\.20/)).toBeDefined();
    expect(overview().getByText(/Prepaid €12\.00/)).toBeDefined();
  });

  it('keeps its parts behind one button, and shows providers and groups each in a list', async () => {
    const { user } = await renderPanel();
    expect(overview().queryByRole('list')).toBeNull();
    const button = overview().getByRole('button', { name: 'By provider and group', expanded: false });
    await user.click(button);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(document.getElementById(button.getAttribute('aria-controls') ?? '')).not.toBeNull();
    const providers = within(overview().getByRole('list', { name: 'By provider' }));
    expect(providers.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Codex5 active · 1 exhausted · 1 unknown247.5 credits · ≈ $9.90 · ≈ €9.11 (20 Nov)Highest weekly use: work 93% · resets in 2d 4h',
      'Claude3 activeHighest weekly use: home 64% · resets in 3d 1h',
    ]);
    expect(within(overview().getByRole('list', { name: 'By group' })).getAllByRole('listitem')).toHaveLength(1);
    await expectAccessible();
    await user.keyboard('{Enter}');
    expect(overview().queryByRole('list')).toBeNull();
  });

  it('says what it is divided by where there are no groups, and offers nothing where there is one part', async () => {
    const parts = totals.parts.filter(({ kind }) => kind === 'provider');
    await renderPanelView({ totals: { ...totals, parts } });
    expect(overview().getByRole('button', { name: 'By provider' })).toBeDefined();
  });

  it('has no button to divide it without parts', async () => {
    await renderPanelView({ totals: { ...totals, parts: [], moneyTexts: [] } });
    expect(overview().queryByRole('button', { name: /^By / })).toBeNull();
    expect(overview().queryByText(/Prepaid/)).toBeNull();
  });
});

describe('the money of an account', () => {
  it('is a meter only where there is a cap, and says the figure', async () => {
    await renderPanel();
    const meters = card('side project')
      .getAllByRole('meter')
      .map((meter) => meter.getAttribute('aria-valuetext'));
    expect(meters).toContain('$12.37 of $20.00 left');
    expect(meters).toContain('$980.00 of $1,000.00 used');
    expect(meters).not.toContain('$312.40 used, no cap');
    expect(card('side project').getByText('$312.40 used, no cap')).toBeDefined();
  });

  it('is an unknown meter, never an empty one, where a cap is known but not what is used', async () => {
    await renderPanel();
    expect(card('side project').getByRole('img', { name: '– of $40.00 used' }).dataset['look']).toBe('unknown');
  });

  it('says in a word that a balance is low', async () => {
    await renderPanel();
    const text = card('side project').getByText('low').closest('[data-tone]');
    expect(text?.getAttribute('data-tone')).toBe('attention');
    await expectAccessible();
  });

  it('is opened for its source and age by the keyboard', async () => {
    const { user } = await renderPanel();
    const prepaid = card('side project').getByRole('button', { name: 'Prepaid' });
    prepaid.focus();
    await user.keyboard('{Enter}');
    expect(prepaid.getAttribute('aria-expanded')).toBe('true');
    expect(card('side project').getByText('asked from the service')).toBeDefined();
  });
});
