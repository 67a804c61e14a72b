import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { BridgeContext } from '../../renderer/hooks/window-context.ts';
import { MeterRow } from '../../renderer/components/MeterRow.tsx';
import type { MeterRowView } from '../../core/views/panel.ts';
import { meter } from '../support/example-cards.ts';
import { fakeBridge } from '../support/fake-bridge.ts';

function draw(row: MeterRowView): void {
  render(
    <BridgeContext value={fakeBridge()}>
      <ul>
        <MeterRow row={row} account={{ id: 'codex:work', label: 'work' }} />
      </ul>
    </BridgeContext>,
  );
}

const steps: readonly (readonly [string, MeterRowView, string])[] = [
  ['fine', meter('w', 'Weekly', '41 % left', 'fine', 41), 'fine'],
  ['low', meter('w', 'Weekly', '17 % left', 'low', 17), 'low'],
  ['critical', meter('w', 'Weekly', '4 % left', 'critical', 4), 'critical'],
  ['used up', meter('w', 'Weekly', 'used up', 'used-up', 0), 'used-up'],
  ['blocked', meter('w', '5 h', '99 % left', 'fine', 99, { blocked: true }), 'blocked'],
];

describe('a meter row', () => {
  it.each(steps)('that is %s has a number, words and a look of its own', (_name, row, look) => {
    draw(row);
    const drawn = screen.getByRole('meter', { name: row.name });
    expect(drawn.getAttribute('aria-valuenow')).toBe(String(row.fillPercent));
    expect(drawn.getAttribute('aria-valuetext')).toBe(row.spoken);
    expect(drawn.dataset['look']).toBe(look);
    expect(screen.getByText(row.figure)).toBeDefined();
  });

  it('that is unknown has no number at all: no meter role, no value, no fill', () => {
    draw(meter('w', 'Weekly', '–', 'unknown', null));
    expect(screen.queryByRole('meter')).toBeNull();
    const drawn = screen.getByRole('img', { name: 'Weekly: not known' });
    expect(drawn.hasAttribute('aria-valuenow')).toBe(false);
    expect(drawn.dataset['look']).toBe('unknown');
    expect(drawn.children).toHaveLength(0);
    expect(screen.getByText('–')).toBeDefined();
  });

  it('that is stale keeps its figure and its step, marked as old', () => {
    draw(meter('w', 'Weekly', '17 % left', 'low', 17, { stale: true }));
    const drawn = screen.getByRole('meter');
    expect(drawn.dataset['stale']).toBe('true');
    expect(drawn.dataset['look']).toBe('low');
    expect(screen.getByText('17 % left')).toBeDefined();
  });

  it('draws fill and even pace on one scale, and no pace when it is not known', () => {
    draw(meter('w', 'Weekly', '41 % left', 'fine', 41, { pacePercent: 55 }));
    const [fill, pace] = [...screen.getByRole('meter').children] as HTMLElement[];
    expect(fill?.style.width).toBe('41%');
    expect(pace?.style.left).toBe('55%');
  });

  it('opens to source, age and reset time and closes again', async () => {
    const user = userEvent.setup();
    draw(meter('w', 'Weekly', '41 % left', 'fine', 41));
    const name = screen.getByRole('button', { name: 'Weekly', expanded: false });
    await user.tab();
    expect(document.activeElement).toBe(name);
    await user.keyboard('{Enter}');
    expect(name.getAttribute('aria-expanded')).toBe('true');
    expect(document.getElementById(name.getAttribute('aria-controls') ?? '')?.querySelector('dl')).not.toBeNull();
    expect(screen.getByText('asked from the service')).toBeDefined();
    await user.keyboard(' ');
    expect(screen.queryByText('asked from the service')).toBeNull();
  });

  it('without details is no button', () => {
    draw(meter('w', 'Weekly', '41 % left', 'fine', 41, { details: [] }));
    expect(screen.queryByRole('button')).toBeNull();
    expect(screen.getByRole('meter', { name: 'Weekly' })).toBeDefined();
  });

  it('gives a long name a line of its own and its full text as a title', () => {
    const name = 'GPT-5.3-Codex-Spark · Weekly';
    draw(meter('w', name, '41 % left', 'fine', 41));
    expect(screen.getByText(name).title).toBe(name);
    expect(screen.getByText(name).closest('[data-wide]')).not.toBeNull();
  });
});
