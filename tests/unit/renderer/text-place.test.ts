import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexOfPlace, normalized } from '../../../renderer/settings/own-service/text-place.ts';

describe('a place in a text', () => {
  it('is found by its line and column', () => {
    const text = '{\n  "name": 1\n}\n';
    expect(indexOfPlace(text, 1, 1)).toBe(0);
    expect(text.slice(indexOfPlace(text, 2, 3))).toBe('"name": 1\n}\n');
    expect(text[indexOfPlace(text, 2, 99)]).toBe('\n');
    expect(indexOfPlace(text, 99, 1)).toBe(text.length);
  });

  it('is the same for every character of every text, and never outside', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, at) => {
        const index = Math.min(at, text.length);
        const lines = text.slice(0, index).split('\n');
        expect(indexOfPlace(text, lines.length, (lines.at(-1) ?? '').length + 1)).toBe(index);
      }),
    );
  });

  it('counts the line breaks that a text area has, without the mark at the start of a file', () => {
    expect(normalized('\uFEFF{\r\n}\r')).toBe('{\n}\n');
  });
});
