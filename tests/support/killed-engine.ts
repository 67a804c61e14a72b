import { createAlarmFor, type KilledEngineSetup, virtualClock } from './clock.ts';
import { createEngine } from '../../main/engine/engine.ts';
import { createHttp } from '../../main/node/http/http-client.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { defaultSettings } from '../../core/settings/settings.ts';
import { exampleAccount, found } from './engine-world.ts';

/**
 * A process of its own, to be killed at any moment: the real engine, the real cache and real requests,
 * on a clock that runs some hundred times as fast. Takes its set-up as its only argument, as JSON.
 */
const setup = JSON.parse(process.argv[2] ?? '') as KilledEngineSetup;
const clock = virtualClock(setup);
const accounts = setup.accounts.map(({ name, baseUrl }) => exampleAccount(name, { baseUrl }));
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
  discovery: {
    look: () => Promise.resolve(accounts.map((account) => found(account, 'one'))),
    watch: () => () => undefined,
  },
  cache: createAccountCache({ folder: setup.folder, nowMs: clock.nowMs, report: () => undefined }),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  settings: () => defaultSettings,
});
// A test that is gone hears nothing, and nothing of it goes on.
process.once('disconnect', () => process.exit());
process.send?.('starting', undefined, undefined, (error) => void (error === null || process.exit()));
await engine.load();
await engine.start();
