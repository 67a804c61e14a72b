import { describe, expect, it } from 'vitest';
import { contrast, distance, readTokenColours, sights, type Rgb, type Theme } from '../../support/token-colours.ts';

const colours = await readTokenColours();
const themes: readonly Theme[] = ['light', 'dark'];
const grounds = ['ground', 'surface', 'inset', 'hover', 'pressed'];
const texts = ['ink', 'ink-2', 'ink-3', 'fine-text', 'low-text', 'critical-text'];
const graphics = ['edge', 'fine', 'low', 'critical', 'resting', 'stale', 'pace', 'focus', 'accent'];
const tiles = ['tile', 'tile-clay', 'tile-pine', 'tile-iris', 'tile-sea'];
const soft = ['fine', 'low', 'critical'];
const series = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'];
const steps = ['fine', 'low', 'critical'];

function colour(theme: Theme, name: string): Rgb {
  const found = colours[theme].get(name);
  if (found === undefined) throw new Error(`The token file has no colour ${name}.`);
  return found;
}

function pairs(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));
}

describe.each(themes)('the tokens in %s', (theme) => {
  it.each(texts)('%s is readable on every ground (WCAG AA, 4.5:1)', (text) => {
    for (const ground of grounds) {
      expect(contrast(colour(theme, text), colour(theme, ground)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(graphics)('%s stands out from every ground (WCAG 1.4.11, 3:1)', (graphic) => {
    for (const ground of grounds) {
      expect(contrast(colour(theme, graphic), colour(theme, ground)), ground).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(steps)('a meter that is %s stands out from its track (3:1)', (step) => {
    expect(contrast(colour(theme, step), colour(theme, 'track'))).toBeGreaterThanOrEqual(3);
  });

  it.each(series)('%s of a chart stands out from the card (WCAG 1.4.11, 3:1)', (fill) => {
    for (const ground of ['surface', 'pressed']) {
      expect(contrast(colour(theme, fill), colour(theme, ground)), ground).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(Object.entries(sights))('the series of a chart are told apart with %s sight', (_name, sight) => {
    for (const [one, other] of pairs(series)) {
      expect(distance(colour(theme, one), colour(theme, other), sight), `${one}, ${other}`).toBeGreaterThan(20);
    }
  });

  it.each(tiles)('the letters of %s are readable, also for weak eyes (WCAG AAA, 7:1)', (tile) => {
    expect(contrast(colour(theme, `${tile}-ink`), colour(theme, tile))).toBeGreaterThanOrEqual(7);
  });

  it.each(soft)('the words of a tag that is %s are readable on its ground', (step) => {
    expect(contrast(colour(theme, `${step}-text`), colour(theme, `${step}-soft`))).toBeGreaterThanOrEqual(4.5);
  });

  it('a row that is chosen keeps its words readable', () => {
    for (const text of ['ink', 'ink-2', 'ink-3', 'fine-text', 'low-text', 'critical-text'])
      expect(contrast(colour(theme, text), colour(theme, 'fine-soft')), text).toBeGreaterThanOrEqual(4.5);
  });

  it('a toast and its button are readable', () => {
    for (const text of ['on-toast', 'toast-action'])
      expect(contrast(colour(theme, text), colour(theme, 'toast'))).toBeGreaterThanOrEqual(4.5);
  });

  it('a text on the accent is readable', () => {
    expect(contrast(colour(theme, 'on-accent'), colour(theme, 'accent'))).toBeGreaterThanOrEqual(4.5);
  });

  it('a chosen segment is readable', () => {
    expect(contrast(colour(theme, 'ink'), colour(theme, 'raised'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(sights))('the steps of a meter are told apart with %s sight', (_name, sight) => {
    for (const [one, other] of pairs(steps)) {
      expect(distance(colour(theme, one), colour(theme, other), sight), `${one}, ${other}`).toBeGreaterThan(20);
    }
  });
});
