import { describe, expect, it } from 'vitest';
import { windowLabel } from '../../../../core/snapshot/window-label.ts';
import { limitName, windowName } from '../../../../core/text/window.ts';
import { english } from '../../../support/example-states.ts';

describe('what a window is called', () => {
  it.each([
    ['session', null, 18_000, '5h', '5 h'],
    ['weekly', null, 604_800, 'weekly', 'Weekly'],
    ['9h', null, 32_400, '9h', '9 h'],
    ['session', null, null, 'session', 'Session'],
    ['weekly', null, null, 'weekly', 'Weekly'],
    ['monthly', null, null, 'monthly', 'Monthly'],
    ['30d', null, null, '30d', '30 d'],
    ['primary', null, null, 'other', 'Other'],
    ['tokens_limit:abc', null, null, 'other', 'Other'],
    ['weekly:opus', 'Opus', 604_800, 'weekly', 'Opus'],
    ['weekly:opus', 'Opus', null, '', 'Opus'],
    ['budget:opus', 'Opus', null, '', 'Opus'],
    ['monthly:code', 'Code', null, '', 'Code'],
  ])('%s (%s, %s s) is "%s", for people "%s"', (id, name, durationSeconds, label, words) => {
    expect(windowLabel(id, { name, scope: 'account', durationSeconds })).toBe(label);
    expect(windowName({ label, name }, english)).toBe(words);
    expect(limitName({ label, name }, english)).not.toMatch(/[:_]/);
  });
});
