import { describe, expect, it } from 'vitest';
import { panelSize, resized } from '../../../../../main/electron/windows/panel-size.ts';

const workArea = { x: 0, y: 40, width: 1920, height: 1040 };
const facts = { contentPx: 500, scale: 1, workArea, own: null };

describe('the size of the panel', () => {
  it('is the height of its content, but at least 240 px and at most 760 px', () => {
    expect(panelSize(facts)).toEqual({ width: 380, height: 500 });
    expect(panelSize({ ...facts, contentPx: 100 }).height).toBe(240);
    expect(panelSize({ ...facts, contentPx: 5000 }).height).toBe(760);
  });

  it('takes at most four fifths of a small screen', () => {
    expect(panelSize({ ...facts, contentPx: 5000, workArea: { width: 1024, height: 700 } }).height).toBe(560);
  });

  it('grows with the text up to the work area', () => {
    expect(panelSize({ ...facts, scale: 1.5 })).toEqual({ width: 570, height: 750 });
    expect(panelSize({ ...facts, contentPx: 5000, scale: 2 }).height).toBe(832);
  });

  it('is what the user made it', () => {
    expect(panelSize({ ...facts, own: { width: 900, height: null } })).toEqual({ width: 900, height: 500 });
    expect(panelSize({ ...facts, own: { width: null, height: 1000 } })).toEqual({ width: 380, height: 1000 });
    expect(panelSize({ ...facts, own: { width: 100, height: 100 } })).toEqual({ width: 280, height: 240 });
  });
});

describe('a panel whose content changes', () => {
  it('keeps its upper edge below an icon at the top, and its lower edge above one at the bottom', () => {
    const atTop = { x: 100, y: 48, width: 380, height: 300 };
    expect(resized(atTop, { width: 380, height: 500 }, workArea)).toEqual({ ...atTop, height: 500 });
    const atBottom = { x: 1400, y: 772, width: 380, height: 300 };
    expect(resized(atBottom, { width: 380, height: 500 }, workArea)).toEqual({ ...atBottom, y: 572, height: 500 });
  });

  it('never leaves the work area', () => {
    const grown = resized({ x: 1500, y: 60, width: 380, height: 300 }, { width: 1920, height: 1040 }, workArea);
    expect(grown).toEqual({ x: 0, y: 40, width: 1920, height: 1040 });
  });
});
