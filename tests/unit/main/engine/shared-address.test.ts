import { expect, it } from 'vitest';

import type { AskTool } from '../../../../core/ports.ts';
import { providers } from '../../../../core/providers/registry.ts';
import { engineWorld, exampleAccount, failure, found, usageBody } from '../../../support/engine-world.ts';

const minuteMs = 60_000;

it('a wait that the service named at an address holds for every endpoint that is asked there', async () => {
  const account = exampleAccount('work', { baseUrl: 'https://work.example/backend-api' });
  let isToolThere = true;
  const askTool: AskTool = async () => {
    if (!isToolThere) return { kind: 'not-asked' };
    const nowMs = world.time.nowMs();
    const answer = providers.codex.endpoints['usage']?.parse(usageBody(7, nowMs + 90 * minuteMs), nowMs, {
      ...{ account, status: 200 },
    });
    if (answer?.ok !== true) throw new Error('The example must be readable');
    return { kind: 'figures', observation: { ...answer.observation, source: 'app-server' } };
  };
  const world = engineWorld({
    findings: [found(account)],
    settings: { askCodexTool: true },
    askTool,
    answer: () => {
      isToolThere = false;
      return failure({ kind: 'limited', retryAfterMs: 120 * minuteMs });
    },
  });
  await world.engine.start();
  await world.time.advance(119 * minuteMs);
  expect(world.requests).toHaveLength(1);
  await world.time.advance(10 * minuteMs);
  expect(world.requests.length).toBeGreaterThan(1);
});
