import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PanelFace } from '../../core/views/panel-model.ts';
import { callsOf } from '../support/render-window.tsx';
import { compactFace, nineteenFace, threeFace } from '../support/design-faces.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderFace } from '../support/render-face.tsx';

const row = (name: RegExp): HTMLElement => screen.getByRole('button', { name });
const changes = (bridge: Parameters<typeof callsOf>[0]): readonly unknown[] =>
  callsOf(bridge, 'changeLayout').map(([, change]) => change);
const said = (): string =>
  screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent)
    .join(' ');

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('the list of the panel', () => {
  it('is one stop for Tab among at most nine, whatever the number of accounts', async () => {
    for (const face of [threeFace, nineteenFace, compactFace]) {
      const { user, unmount } = renderFace(face);
      const stops = new Set<Element | null>();
      for (let step = 0; step < 30; step += 1) {
        await user.tab();
        stops.add(document.activeElement);
      }
      stops.delete(document.body);
      // A wide window has the page of an account beside the list
      const ofList = [...stops].filter((stop) => stop?.closest('[data-page]') === null);
      expect(ofList.length).toBeLessThanOrEqual(9);
      expect([...stops].filter((stop) => stop?.closest('[data-row]') != null)).toHaveLength(1);
      unmount();
    }
  });

  it('has no two controls with one name', () => {
    renderFace(nineteenFace);
    const names = screen
      .getAllByRole('button')
      .map((button) => button.getAttribute('aria-label') ?? button.textContent);
    expect(new Set(names).size).toBe(names.length);
  });

  it('begins with the focus on the first row, and the arrows go over rows, heads and fold lines', async () => {
    const { user } = renderFace(nineteenFace);
    await act(async () => new Promise((resolve) => void setTimeout(resolve)));
    expect(document.activeElement).toBe(row(/^old-laptop/));
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('Running low');
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement).toBe(row(/^studio/));
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(row(/^intern/));
    await user.keyboard('{Home}');
    expect(document.activeElement?.textContent).toContain('Needs you');
  });

  it('goes to the next name with a letter that does nothing else', async () => {
    const { user } = renderFace(nineteenFace);
    await act(async () => new Promise((resolve) => void setTimeout(resolve)));
    await user.keyboard('w');
    expect(document.activeElement).toBe(row(/^weekend/));
    await user.keyboard('w');
    expect(document.activeElement).toBe(row(/^writing/));
  });

  it('folds a section by its head, and shows the rest of its rows by the last line', async () => {
    const { user, bridge } = renderFace(nineteenFace);
    await user.click(row(/^Enough left 12/));
    await user.click(row(/^7 more/));
    expect(changes(bridge)).toEqual([
      { kind: 'fold', sectionId: 'ready', isOn: true },
      { kind: 'show-rest', sectionId: 'ready', isOn: true },
    ]);
  });

  it('moves an account with Alt and an arrow, only where an own order counts', async () => {
    const { user, bridge } = renderFace(nineteenFace);
    row(/^weekend/).focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    const [change] = changes(bridge) as readonly { readonly accountIds: readonly string[] }[];
    expect(change?.accountIds.slice(0, 4)).toEqual(['codex:old-laptop', 'codex:weekend', 'codex:studio', 'codex:me']);
    row(/^release/).focus();
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}');
    expect(changes(bridge)).toHaveLength(1);
  });

  it('slides a row that a key moved to its new place, and does not for people who want less motion', async () => {
    const slides: unknown[] = [];
    const places = new Map<string, number>();
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function place(this: Element) {
      const id = this.querySelector<HTMLElement>('[data-row]')?.dataset['row'] ?? '';
      return { top: places.get(id) ?? 0 } as DOMRect;
    });
    const motion = vi.spyOn(window, 'matchMedia');
    Element.prototype.animate = function animate(this: Element, frames: unknown) {
      slides.push([this.querySelector<HTMLElement>('[data-row]')?.dataset['row'], frames]);
      return {} as Animation;
    };
    const [studio, weekend] = ['codex:studio', 'codex:weekend'] as const;
    const moved: PanelFace = {
      ...nineteenFace,
      sections: nineteenFace.sections.map((section) =>
        section.id === 'low'
          ? {
              ...section,
              accountIds: [weekend, studio, ...section.accountIds.filter((id) => id !== studio && id !== weekend)],
            }
          : section,
      ),
    };
    for (const isCalm of [false, true]) {
      slides.length = 0;
      const none = { addEventListener: () => undefined, removeEventListener: () => undefined };
      motion.mockImplementation(
        (query) => ({ ...none, matches: isCalm && query.includes('reduced-motion') }) as unknown as MediaQueryList,
      );
      places.set(studio, 44).set(weekend, 88);
      const { user, rerender, unmount } = renderFace(nineteenFace);
      row(/^weekend/).focus();
      await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
      places.set(studio, 88).set(weekend, 44);
      rerender(moved);
      await act(async () => new Promise((resolve) => void setTimeout(resolve)));
      const steps = (byPx: number) => [{ transform: `translateY(${byPx}px)` }, { transform: 'none' }];
      expect(slides).toEqual(
        isCalm
          ? []
          : [
              [weekend, steps(44)],
              [studio, steps(-44)],
            ],
      );
      unmount();
    }
  });

  it('saves the picture to share as a file', async () => {
    const { user, bridge } = renderFace(nineteenFace, fakeBridge({ menuChoice: 'share' }));
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    await user.click(screen.getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('button', { name: 'Save as file…' }));
    // This page cannot draw, so nothing is sent and the user hears it.
    expect(callsOf(bridge, 'savePicture')).toEqual([]);
    await waitFor(() => expect(said()).toContain('picture'));
  });

  it('has columns of one width for all compact rows, wide enough for the longest time', () => {
    const rows = compactFace.rows.map((each, index) => (index === 16 ? { ...each, time: 'Sat 10:13 PM' } : each));
    renderFace({ ...compactFace, rows });
    const list = row(/^old-laptop/).closest<HTMLElement>('div[style]');
    expect(Number.parseInt(list?.style.getPropertyValue('--time-column') ?? '', 10)).toBeGreaterThanOrEqual(70);
  });

  it('has one column for the ends of all rows, as wide as the longest time', () => {
    const rows = nineteenFace.rows.map((each) =>
      each.id === 'codex:research' ? { ...each, time: 'Tue 11:00 PM' } : each,
    );
    renderFace({ ...nineteenFace, rows });
    const list = row(/^studio/).closest<HTMLElement>('div[style]');
    expect(Number.parseInt(list?.style.getPropertyValue('--end-column') ?? '', 10)).toBeGreaterThanOrEqual(76);
  });

  it('narrows to a service by its chip, and a second click ends it', async () => {
    const { user } = renderFace(nineteenFace);
    await user.keyboard('/');
    await user.click(screen.getByRole('button', { name: /^\d+ ?Claude$/ }));
    expect(screen.queryByRole('button', { name: /^studio/ })).toBeNull();
    expect(row(/^writing/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /^\d+ ?Claude$/ }));
    expect(row(/^studio/)).toBeTruthy();
  });

  it('asks for a group with the present one in the field', async () => {
    const rows = nineteenFace.rows.map((each) => (each.id === 'codex:studio' ? { ...each, group: 'River' } : each));
    const { user } = renderFace({ ...nineteenFace, rows }, fakeBridge({ menuChoice: 'group' }));
    await user.pointer({ keys: '[MouseRight]', target: row(/^studio/) });
    expect((await screen.findByRole<HTMLInputElement>('combobox', { name: /group/i })).value).toBe('River');
  });

  it.each([
    ['p', { kind: 'pin', accountId: 'codex:studio', isOn: true }],
    ['h', { kind: 'hide', accountId: 'codex:studio', isOn: true }],
    ['i', { kind: 'icon', accountId: 'codex:studio', isOn: true }],
    ['u', { kind: 'figures' }],
    ['t', { kind: 'times' }],
    ['{Control>}+{/Control}', { kind: 'text-scale', percent: 110 }],
    ['{Control>}{Shift>}h{/Shift}{/Control}', { kind: 'personal', isOn: true }],
  ])('%s changes the layout', async (keys, expected) => {
    const { user, bridge } = renderFace(nineteenFace);
    row(/^studio/).focus();
    await user.keyboard(keys);
    expect(changes(bridge)).toEqual([expected]);
  });

  it('says what changed in a toast with an undo, and takes it back by Ctrl+Z', async () => {
    const { user, bridge } = renderFace(nineteenFace);
    row(/^lab|^studio/).focus();
    await user.keyboard('h');
    await waitFor(() => expect(said()).toContain('lab is hidden'));
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await user.keyboard('{Control>}z{/Control}');
    expect(callsOf(bridge, 'undoLayout')).toHaveLength(2);
  });

  it('a click on a figure turns all figures around and opens no page', async () => {
    const { user, bridge } = renderFace(nineteenFace);
    await user.click(within(row(/^studio/)).getByText('7%'));
    await user.click(within(row(/^studio/)).getByText('1h 02m'));
    expect(changes(bridge)).toEqual([{ kind: 'figures' }, { kind: 'times' }]);
    expect(callsOf(bridge, 'getAccountPage')).not.toContainEqual(['getAccountPage', { accountId: 'codex:studio' }]);
  });

  it('a right click and the menu key open the native menu of the account', async () => {
    const { user, bridge } = renderFace(nineteenFace);
    await user.pointer({ keys: '[MouseRight]', target: row(/^studio/) });
    const [, input] = callsOf(bridge, 'openPanelMenu')[0] ?? [];
    expect(input).toMatchObject({ account: { isPinned: false, isHidden: false, hasCommand: true } });
  });

  it('the menu of an account that no command starts has no start command', async () => {
    const rows = nineteenFace.rows.map((each) => ({ ...each, marks: { ...each.marks, hasCommand: false } }));
    const { user, bridge } = renderFace({ ...nineteenFace, rows });
    await user.pointer({ keys: '[MouseRight]', target: row(/^studio/) });
    const [, input] = callsOf(bridge, 'openPanelMenu')[0] ?? [];
    expect(input).toMatchObject({ account: { hasCommand: false } });
  });
});

describe('the search', () => {
  it('opens with a slash, narrows by every word, and ends with Escape', async () => {
    const { user, bridge } = renderFace(nineteenFace);
    await user.keyboard('/');
    await user.type(screen.getByRole('searchbox'), 'riv claude');
    const found = screen.getAllByRole('listitem').map((item) => item.textContent);
    expect(found).toHaveLength(3);
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.hasAttribute('data-row')).toBe(true);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('searchbox')).toBeNull();
    expect(callsOf(bridge, 'closeWindow')).toHaveLength(0);
  });

  it('says so when nothing matches', async () => {
    const { user } = renderFace(nineteenFace);
    await user.keyboard('/');
    await user.type(screen.getByRole('searchbox'), 'nobody');
    expect(screen.getByText('No account matches.')).toBeDefined();
  });

  it('filters by state with Alt and a digit, and a second time ends it', async () => {
    const { user } = renderFace(nineteenFace);
    await user.keyboard('{Alt>}[Digit4]{/Alt}');
    expect(screen.getAllByRole('listitem').filter((item) => item.querySelector('[data-row]') !== null)).toHaveLength(3);
    await user.keyboard('{Alt>}[Digit4]{/Alt}');
    expect(screen.getByRole('button', { name: /^Enough left 12/ })).toBeDefined();
  });
});

describe('the order of the rows', () => {
  const moved: PanelFace = {
    ...nineteenFace,
    sections: nineteenFace.sections.map((section) =>
      section.id === 'low' ? { ...section, accountIds: section.accountIds.toReversed() } : section,
    ),
  };
  const lowNames = (): readonly (string | null)[] =>
    within(screen.getByRole('region', { name: 'Running low' }))
      .getAllByRole('listitem')
      .map((item) => item.querySelector('[data-row]')?.getAttribute('data-row') ?? null);

  it('does not change within three seconds of a key, and then it does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { rerender } = renderFace(nineteenFace);
    act(() => void window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' })));
    rerender(moved);
    act(() => void vi.advanceTimersByTime(2_900));
    expect(lowNames()).toEqual(['codex:studio', 'codex:weekend', 'codex:me']);
    act(() => void vi.advanceTimersByTime(200));
    expect(lowNames()).toEqual(['codex:me', 'codex:weekend', 'codex:studio']);
  });

  it('changes at once when nobody is there', () => {
    vi.useFakeTimers({ toFake: ['performance'], now: 100_000 });
    const { rerender } = renderFace(nineteenFace);
    rerender(moved);
    expect(lowNames()).toEqual(['codex:me', 'codex:weekend', 'codex:studio']);
  });

  it('new figures change in place', () => {
    const { rerender } = renderFace(nineteenFace);
    act(() => void window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' })));
    rerender({
      ...moved,
      rows: moved.rows.map((each) => (each.id === 'codex:studio' ? { ...each, figure: '3%' } : each)),
    });
    expect(lowNames()).toEqual(['codex:studio', 'codex:weekend', 'codex:me']);
    expect(within(row(/^studio/)).getByText('3%')).toBeDefined();
  });
});
