import { describe, expect, it } from 'vitest';
import { importsOf, reachOf } from '../support/source/imports.ts';
import { filesEndingIn, textOf } from '../support/source/source-files.ts';

/** What builds the one request that uses something up. */
const spender = 'core/providers/codex/reset-credits.ts';
const redeeming = 'main/features/reset-redemption.ts';

function usersOf(target: string, name: string): readonly string[] {
  return filesEndingIn('.ts', '.tsx')
    .filter((file) => !file.startsWith('tests/'))
    .filter((file) => importsOf(file).some((each) => each.target === target && each.names.includes(name)));
}

describe('what cannot be undone', () => {
  it('is asked for by one file, which one file of the app puts together', () => {
    expect(usersOf(spender, 'codexResetRedemption')).toEqual(['core/providers/codex/provider.ts']);
    // A card only looks whether there is a redemption, to show a button.
    const users = filesEndingIn('.ts', '.tsx').filter(
      (file) => !file.startsWith('tests/') && /\.resetRedemption\b(?! === undefined)/.test(textOf(file)),
    );
    expect(users).toEqual([redeeming]);
    expect(usersOf(redeeming, 'createResetRedemption')).toEqual(['main/app/handlers/reset-credits.ts']);
    expect(usersOf('main/app/handlers/reset-credits.ts', 'resetHandlers')).toEqual([
      'main/app/handlers/create-handlers.ts',
    ]);
  });

  it('is asked of an account’s own tool by one file, which only the pages of the app reach', () => {
    const sources = filesEndingIn('.ts').filter((file) => file.startsWith('main/'));
    const naming = (pattern: RegExp): readonly string[] => sources.filter((file) => pattern.test(textOf(file)));
    expect(naming(/account\/rateLimitResetCredit\/consume/)).toEqual(['main/node/codex/requests.ts']);
    expect(naming(/\.redeemReset\b|\bredeemReset\b[^:(]*\}\s*=/)).toEqual(['main/app/handlers/reset-credits.ts']);
  });

  it.each([
    'main/cli.ts',
    'main/services/create-services.ts',
    'main/engine/engine.ts',
    'main/engine/scheduler.ts',
    ...filesEndingIn('.ts').filter((file) => file.startsWith('main/node/api/')),
  ])('is out of reach for %s', (file) => {
    const reach = reachOf(file);
    expect(reach.has(spender) && reach.has(redeeming)).toBe(false);
    expect(reach.has(redeeming)).toBe(false);
  });
});

describe('a request by the account’s own tool', () => {
  const runs = 'main/features/warm-up-runs.ts';

  it('is made by one file, for slots that were claimed, and put together for the app and for serve', () => {
    expect(usersOf('main/node/child-process/tool-run.ts', 'createToolRunner')).toEqual(['main/services/tools.ts']);
    expect(usersOf(runs, 'createWarmupRuns')).toEqual(['main/features/warm-ups.ts']);
    expect(usersOf('main/features/warm-ups.ts', 'createWarmups')).toEqual(['main/services/warm-ups.ts']);
    expect(usersOf('main/services/warm-ups.ts', 'createRunningWarmups').toSorted()).toEqual([
      'main/app/start.ts',
      'main/commands/serve.ts',
      'main/commands/warm-ups.ts',
    ]);
  });

  it.each(filesEndingIn('.ts').filter((file) => file.startsWith('main/node/api/')))(
    'is out of reach for %s',
    (file) => {
      expect(reachOf(file).has(runs)).toBe(false);
    },
  );
});
