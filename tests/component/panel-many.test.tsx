import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { manyFace, nineteenFace } from '../support/design-faces.ts';
import { renderFace } from '../support/render-face.tsx';

const drawn = (): readonly string[] =>
  [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => row.dataset['row'] ?? '');
const focusedRow = (): string | undefined => (document.activeElement as HTMLElement | null)?.dataset['row'];
const settle = (): Promise<void> => act(async () => new Promise((resolve) => void setTimeout(resolve)));

describe('a thousand accounts', () => {
  it('are drawn a few at a time', async () => {
    renderFace(manyFace(1000));
    await settle();
    expect(drawn().length).toBeGreaterThan(0);
    expect(drawn().length).toBeLessThanOrEqual(60);
  });

  it('have at most twenty nodes a row', () => {
    renderFace(nineteenFace);
    const nodes = [...document.querySelectorAll('li')].map((item) => 1 + item.querySelectorAll('*').length);
    expect(nodes.length).toBeGreaterThan(10);
    expect(Math.max(...nodes)).toBeLessThanOrEqual(20);
  });

  it('are all reached by keys, and the row with the focus stays drawn', async () => {
    const { user } = renderFace(manyFace(1000));
    await settle();
    await user.keyboard('{End}');
    expect(focusedRow()).toMatch(/^codex:intern-/);
    await user.keyboard('{ArrowUp}');
    expect(focusedRow()).toMatch(/^codex:research-/);
    await user.keyboard('{PageUp}');
    expect(focusedRow()).toBeDefined();
    await user.keyboard('{Home}');
    expect(document.activeElement?.textContent).toContain('Needs you');
    expect(drawn().length).toBeLessThanOrEqual(60);
  });

  it('are found by their names', async () => {
    const { user } = renderFace(manyFace(1000));
    await settle();
    await user.keyboard('/');
    await user.type(screen.getByRole('searchbox'), 'studio');
    expect(drawn().every((id) => id.startsWith('codex:studio-'))).toBe(true);
  });
});
