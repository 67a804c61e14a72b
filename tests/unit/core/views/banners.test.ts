import { expect, it } from 'vitest';

import { slotBanners } from '../../../../core/views/banners.ts';
import { englishReader } from '../../../bench/english-reader.ts';
import { slotWorld } from '../../../support/slot-world.ts';

it('a limit that a refusal has lowered is told until the user sets one', () => {
  const world = slotWorld({
    settings: { slotLimits: { 'codex:work': 4 } },
    kept: { 'codex:work': { from: 4, to: 3, atMs: 0 } },
  });
  expect(slotBanners(world.slots.status(), englishReader())).toEqual([
    {
      id: 'slots:codex:work',
      text: 'work: the service refused a caller, so the limit is now 3 instead of 4. Set a limit to change this.',
    },
  ]);
  world.slots.setLimit('codex:work', 4);
  expect(slotBanners(world.slots.status(), englishReader())).toEqual([]);
});
