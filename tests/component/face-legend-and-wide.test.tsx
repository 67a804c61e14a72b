import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadPages } from '../../renderer/panel/LaterPage.tsx';
import { nineteenFace } from '../support/design-faces.ts';
import { renderFace } from '../support/render-face.tsx';
import { callsOf } from '../support/render-window.tsx';

const row = (name: RegExp): HTMLElement => screen.getByRole('button', { name });
const settle = (): Promise<void> => act(async () => new Promise((resolve) => void setTimeout(resolve)));

afterEach(() => vi.restoreAllMocks());

describe('the legend of all accounts', () => {
  const legend = (): HTMLElement => screen.getByRole('toolbar', { name: 'State' });
  const entries = (): readonly HTMLElement[] => within(legend()).getAllByRole('button');

  it('says what each form of the bar means, with its count, and names nothing twice', async () => {
    const { user } = renderFace(nineteenFace);
    expect(entries().map(({ textContent }) => textContent)).toEqual(['12 enough', '3 low', '3 used up', '1 needs you']);
    expect(entries().every((entry) => entry.querySelector('svg') !== null)).toBe(true);
    await user.click(row(/^3 low$/));
    const names = screen
      .getAllByRole('button')
      .map((button) => button.getAttribute('aria-label') ?? button.textContent);
    expect(new Set(names).size).toBe(names.length);
  });

  it('filters the list by an entry, and a second click ends it', async () => {
    const { user } = renderFace(nineteenFace);
    await user.click(row(/^3 low$/));
    expect(row(/^3 low$/).getAttribute('aria-pressed')).toBe('true');
    expect(screen.queryByRole('button', { name: /^home/ })).toBeNull();
    await user.click(row(/^3 low$/));
    expect(row(/^3 low$/).getAttribute('aria-pressed')).toBe('false');
    expect(row(/^home/)).toBeTruthy();
  });

  it('is one stop for Tab, and the arrows go through it', async () => {
    const { user } = renderFace(nineteenFace);
    await settle();
    row(/^12 enough$/).focus();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(document.activeElement).toBe(row(/^3 used up$/));
    await user.keyboard('{End}{ArrowRight}');
    expect(document.activeElement).toBe(row(/^1 needs you$/));
    await user.keyboard('{Home}{ArrowLeft}{Enter}');
    expect(row(/^12 enough$/).getAttribute('aria-pressed')).toBe('true');
    expect(entries().filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
  });

  it('shows the chip of a state that no account has, so that the filter can be ended', async () => {
    const { user } = renderFace(nineteenFace);
    await user.keyboard('{Alt>}[Digit5]{/Alt}');
    expect(screen.getByText('No account matches.')).toBeDefined();
    await user.click(row(/^0 ?not up to date$/));
    expect(row(/^Enough left 12/)).toBeTruthy();
  });
});

describe('a wide window', () => {
  const wide = (): void => {
    const none = { addEventListener: () => undefined, removeEventListener: () => undefined };
    vi.spyOn(window, 'matchMedia').mockImplementation(
      (query) => ({ ...none, matches: query.includes('720px') }) as unknown as MediaQueryList,
    );
  };
  const opened = (bridge: Parameters<typeof callsOf>[0]): readonly unknown[] =>
    callsOf(bridge, 'getAccountPage').map(([, input]) => (input as { readonly accountId: string }).accountId);

  beforeAll(loadPages);

  it('shows the account to use next at once, and leaves the focus in the list', async () => {
    wide();
    const { bridge, user } = renderFace(nineteenFace);
    await settle();
    expect(new Set(opened(bridge))).toEqual(new Set(['claude:home']));
    expect(document.activeElement).toBe(row(/^old-laptop/));
    expect(row(/^home/).getAttribute('aria-current')).toBe('true');
    expect(screen.queryByText('Choose an account to see its details.')).toBeNull();
    await user.keyboard('{Escape}');
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(1);
  });

  it('shows the first account when none is next', async () => {
    wide();
    const rows = nineteenFace.rows.map((each) => ({ ...each, marks: { ...each.marks, isNextUp: false } }));
    const { bridge } = renderFace({ ...nineteenFace, nextUp: null, rows });
    await settle();
    expect(new Set(opened(bridge))).toEqual(new Set(['codex:old-laptop']));
  });

  it('stays with the account that it shows when another one becomes the next', async () => {
    wide();
    const { bridge, rerender } = renderFace(nineteenFace);
    await settle();
    const rows = nineteenFace.rows.map((each) => ({
      ...each,
      marks: { ...each.marks, isNextUp: each.id === 'claude:writing' },
    }));
    rerender({ ...nineteenFace, rows });
    await settle();
    expect(row(/^home/).getAttribute('aria-current')).toBe('true');
    expect(opened(bridge)).not.toContain('claude:writing');
  });

  it('opens the account that is chosen, and Escape goes back to the first one', async () => {
    wide();
    const { bridge, user } = renderFace(nineteenFace);
    await settle();
    await user.click(row(/^studio/));
    await settle();
    expect(opened(bridge).at(-1)).toBe('codex:studio');
    expect(row(/^studio/).getAttribute('aria-current')).toBe('true');
    await user.keyboard('{Escape}');
    expect(row(/^home/).getAttribute('aria-current')).toBe('true');
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(0);
  });

  it('has no account beside the list when there is none', () => {
    wide();
    renderFace({ ...nineteenFace, nextUp: null, pool: null, rows: [], sections: [] });
    expect(screen.getByText('Choose an account to see its details.')).toBeDefined();
  });
});
