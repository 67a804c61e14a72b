import { describe, expect, it } from 'vitest';

import { allConversations } from '../support/fuzz/all-conversations.ts';
import { holdConversations } from '../support/fuzz/conversation.ts';

const runs = 1000;
const seed = Number(process.env['QUOTA_TRAY_FUZZ_SEED'] ?? 1);

describe('conversations in which the other side says anything', () => {
  it.each(allConversations.map((kind) => [kind.name, kind] as const))(
    '%s: end in time, keep the secret, stay within the limits, and throw nothing',
    async (name, { start }) => {
      const conversation = await start();
      try {
        const findings = await holdConversations(conversation, { seed, firstRun: 0, runs });
        expect(findings, `npm run fuzz -- --only "${name}" --seed ${seed}`).toEqual([]);
      } finally {
        await conversation.stop();
      }
    },
  );
});
