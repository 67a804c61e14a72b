import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { snapshotReply } from '../../../../../main/node/api/snapshot-reply.ts';
import { loadOn, startServer } from '../../../../support/interface-load.ts';
import { emptySnapshot } from '../../../../support/api-server.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const requests = 6400;
/** A leak of 100 bytes a request would be five times as much. */
const mostGrowthBytes = 120_000;

test('thousands of requests leave nothing in memory', async () => {
  const server = await startServer('own', path.join(temporaryFolder(), 'api.sock'));
  onTestFinished(server.close);
  await loadOn(server, requests);
  const before = await server.use();
  await loadOn(server, requests);
  const after = await server.use();
  expect(after.heapBytes - before.heapBytes).toBeLessThan(mostGrowthBytes);
});

test('the bytes of a snapshot are those of its JSON, also after a change', () => {
  const account = { id: 'codex:a', label: 'ä · 账号' } as (typeof emptySnapshot.accounts)[number];
  for (const accounts of [[], [account], [account, { ...account, label: 'b' }]]) {
    const snapshot = { ...emptySnapshot, accounts };
    for (const generatedAt of ['2026-11-22T00:05:00.000Z', '2026-11-22T00:05:00.001Z']) {
      const reply = snapshotReply({ ...snapshot, generatedAt });
      if (reply.kind !== 'json-pieces') throw new Error(reply.kind);
      expect(reply.start + reply.rest.toString()).toBe(JSON.stringify({ ...snapshot, generatedAt }));
    }
  }
});
