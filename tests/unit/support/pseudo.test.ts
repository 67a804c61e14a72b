import { describe, expect, it } from 'vitest';
import { pseudoFault, pseudoText } from '../../support/pseudo.ts';

describe('the pseudo-locale', () => {
  it('keeps the values, puts the text in brackets, and makes it 40 % longer', () => {
    expect(pseudoText('Resets {{time}}')).toBe('⟦Ŕéšéţš {{time}} ẋẋẋ⟧');
    const text = pseudoText('Show the settings of this account');
    expect(text.length / 'Show the settings of this account'.length).toBeGreaterThan(1.4);
  });

  it.each([
    ['⟦Ŕéšéţš⟧', null],
    ['52% · ⟦ļéƒţ⟧', null],
    ['work · ⟦ļéƒţ⟧ · ⟦Ŕéšéţš 14:20⟧', null],
    ['⟦{{label}}: ⟦ļéƒţ⟧⟧', null],
    ['work', null],
    ['52%', null],
    ['Resets', 'untranslated'],
    ['⟦ļéƒţ⟧ of it', 'untranslated'],
    ['⟦ļéƒţ⟧: ⟦Ŕéšéţš⟧', 'put together'],
    ['⟦ļéƒţ⟧, ⟦Ŕéšéţš⟧', 'put together'],
    ['⟦ļéƒţ⟧: work', 'put together'],
    ['work (⟦ļéƒţ⟧)', 'put together'],
    ['⟦ļéƒţ⟧ ⟦Ŕéšéţš⟧', 'put together'],
  ])('shows of %j: %s', (text, fault) => {
    expect(pseudoFault(text, (part) => part === 'work')).toBe(fault);
  });
});
