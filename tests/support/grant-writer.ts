import { setTimeout as pause } from 'node:timers/promises';

import { defaultSettings } from '../../core/settings/settings.ts';
import { createEngine } from '../../main/engine/engine.ts';
import { createHttp } from '../../main/node/http/http-client.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { exampleAccount, found } from './engine-world.ts';
import { createAlarmFor, virtualClock } from './clock.ts';

/** Who writes, and what beside its own grant. */
export interface GrantWriterSetup {
  readonly folder: string;
  readonly baseUrl: string;
  /** The organisation that is signed in here. */
  readonly own: string;
  /** The one that is signed in at the other process; here its offers are written. */
  readonly other: string;
  readonly rounds: number;
  readonly epochMs: number;
  readonly speed: number;
}

export function accountIn(organization: string, baseUrl: string) {
  const id = `claude:${organization}`;
  return exampleAccount(organization, { id, provider: 'claude', organizationId: organization, baseUrl });
}

/** Keeps the grant of its own organisation fresh by asking for it, round after round, in a home of several processes. */
async function run(setup: GrantWriterSetup): Promise<void> {
  const clock = virtualClock(setup);
  const own = accountIn(setup.own, setup.baseUrl);
  const cache = createAccountCache({ folder: setup.folder, nowMs: clock.nowMs, report: () => process.exit(70) });
  const engine = createEngine({
    clock,
    alarm: createAlarmFor(setup),
    http: createHttp({
      credentials: {
        read: () => Promise.resolve({ kind: 'token', accessToken: 'token', fingerprint: 'one', expiresAtMs: null }),
      },
      version: '0.0.0',
      nowMs: clock.nowMs,
    }),
    discovery: { look: () => Promise.resolve([found(own, 'one')]), watch: () => () => undefined },
    cache,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: () => defaultSettings,
  });
  await engine.load();
  await engine.start();
  const grant = () => engine.accounts().find(({ account }) => account.id === own.id)?.facts.grant.said ?? null;
  for (let round = 1; round <= setup.rounds; round += 1) {
    while (grant() === null) await pause(1);
    engine.setOffer(`claude:${setup.other}`, () => offerOf(round));
    if (round < setup.rounds) engine.forgetGrant(own.id);
  }
  engine.stop();
  cache.flush();
}

export function offerOf(round: number) {
  return { key: 'offer', impressions: round, visited: false, dismissed: false };
}

const argument = process.argv[2];
if (argument?.startsWith('{')) {
  await run(JSON.parse(argument) as GrantWriterSetup);
  process.exit(0);
}
