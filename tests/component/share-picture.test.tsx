import { screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { PanelFace } from '../../core/views/panel-model.ts';
import { drawShareCard, type ShareCard } from '../../renderer/panel/share-picture.ts';
import { nineteenFace, oneFace } from '../support/design-faces.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderFace } from '../support/render-face.tsx';

interface Drawn {
  readonly texts: string[];
  /** Left, top, width, height and radius of each shape. */
  readonly shapes: number[][];
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** Lets a canvas write down what is drawn, because the test environment has none. */
function recordCanvas(): Drawn {
  const [texts, shapes]: [string[], number[][]] = [[], []];
  const context = {
    measureText: (text: string) => ({ width: text.length * 6 }),
    fillText: (text: string) => void texts.push(text),
    roundRect: (...shape: number[]) => void shapes.push(shape),
  };
  const nothing = (): void => undefined;
  const recording = new Proxy(context, { get: (known, name) => Reflect.get(known, name) ?? nothing, set: () => true });
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(recording as never);
  vi.spyOn(HTMLCanvasElement.prototype, 'toDataURL').mockReturnValue('data:image/png;base64,UE5H');
  return { texts, shapes };
}

const bar = { look: 'fine', fillPercent: 50, isStale: false } as const;
const card: ShareCard = {
  ...{ app: 'Quota Tray', timeText: '26 Nov, 20:13', footer: null, name: 'Account 1', subtitle: 'Claude · Max 20×' },
  tile: { text: 'Cl', provider: 'claude' },
  sign: [bar, { ...bar, fillPercent: 0 }],
  lines: [],
  more: null,
};

it('the picture of an account has the sign of the app and the tile of the service', () => {
  const { texts, shapes } = recordCanvas();
  expect(drawShareCard(document.createElement('canvas'), card)).toBe('UE5H');
  expect(texts).toContain('Cl');
  // Two tracks, and a fill in the upper one only, because nothing is left of the lower one
  expect(shapes).toContainEqual([20, 19, 22, 7, 3.5]);
  expect(shapes).toContainEqual([20, 19, 11, 7, 3.5]);
  expect(shapes.filter(([, top]) => top === 28)).toEqual([[20, 28, 22, 7, 3.5]]);
  expect(shapes).toContainEqual([20, 52, 36, 36, 10]);
});

it('the sign has one bar for one limit, and two empty ones where nothing is known', () => {
  const { shapes } = recordCanvas();
  drawShareCard(document.createElement('canvas'), { ...card, sign: [bar] });
  expect(shapes.filter(([, , width]) => width === 22)).toEqual([[20, 22, 22, 10, 5]]);
  shapes.splice(0);
  drawShareCard(document.createElement('canvas'), { ...card, sign: [] });
  expect(shapes.filter(([left, top]) => left === 20 && (top === 19 || top === 28))).toHaveLength(2);
});

async function share(face: PanelFace): Promise<readonly string[]> {
  const { texts } = recordCanvas();
  const { user, unmount } = renderFace(face, fakeBridge({ menuChoice: 'share' }));
  await user.click(screen.getByRole('button', { name: 'More' }));
  await screen.findByRole('button', { name: 'Save as file…' });
  unmount();
  return texts;
}

it('the picture of all accounts has a tile in each line and no name', async () => {
  const texts = await share(nineteenFace);
  expect(texts.filter((text) => text === 'Cx' || text === 'Cl').length).toBeGreaterThanOrEqual(7);
  expect(texts).toContain('Account 1');
  expect(texts.join(' ')).not.toContain('studio');
});

it('each line of it names the limit, and the last one says how many accounts are left out', async () => {
  const texts = await share(nineteenFace);
  const first = nineteenFace.rows.find(({ figure }) => figure !== null);
  const at = texts.indexOf('Account 1');
  expect(texts.slice(at, at + 3)).toEqual(['Account 1', first?.limit?.name, first?.time]);
  expect(texts.indexOf('and 11 more')).toBeGreaterThan(texts.indexOf('Account 8'));
  expect(texts).not.toContain('and 1 more');
});

it('an old figure has its age in the picture', async () => {
  const old = oneFace.rows.map((row) => ({ ...row, age: '22 min old' }));
  expect(await share({ ...oneFace, rows: old })).toContain('22 min old · 2h 14m');
});
