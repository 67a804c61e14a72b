import fc from 'fast-check';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';

import { type CommandName, commandNames, commands, eventNames, mayWindowSend } from '../../core/ipc/channels.ts';
import { commandInputs } from '../../core/ipc/contract.ts';
import { goodInputs } from '../support/ipc-inputs.ts';
import { filesEndingIn, textOf } from '../support/source/source-files.ts';
import { runPreload, type RunPreload } from '../support/source/run-preload.ts';

describe('the bridge that a page gets', () => {
  let preload: RunPreload;
  let bridge: Readonly<Record<string, (input?: unknown) => unknown>>;

  beforeAll(async () => {
    preload = await runPreload('panel');
    bridge = preload.exposed.get('quotaTray') as typeof bridge;
  });

  it('is the only thing there, frozen, and made of functions', () => {
    expect([...preload.exposed.keys()]).toEqual(['quotaTray']);
    expect(Object.isFrozen(bridge)).toBe(true);
    expect(Object.values(bridge).map((each) => typeof each)).toEqual(Object.keys(bridge).map(() => 'function'));
  });

  it('needs only electron and stays small', () => {
    expect(preload.required).toEqual(['electron']);
    expect(preload.bytes).toBeLessThan(5888);
  });

  it('reaches each command by exactly one function, and no other channel', async () => {
    const before = preload.invoked.length;
    const asking = Object.keys(bridge).filter((name) => !name.startsWith('on'));
    for (const name of asking) await bridge[name]?.({ from: name });
    const invoked = preload.invoked.slice(before);
    expect(invoked.map(([channel]) => channel).sort()).toEqual([...commandNames].sort());
    expect(invoked.map(([, ...inputs]) => inputs)).toEqual(asking.map((from) => [{ from }]));
  });

  it('sends for the first view of its own window and for its texts while the page loads, and hands that answer out once', async () => {
    for (const window of ['panel', 'settings'] as const) {
      const { exposed, invoked } = await runPreload(window);
      const early = `${window}.get`;
      expect(new Set(invoked.flat())).toEqual(new Set([early, 'texts.get']));
      const get = exposed.get('quotaTray')?.[window === 'panel' ? 'getPanel' : 'getSettings'] as () => Promise<unknown>;
      expect(await get()).toEqual({ ok: true, value: early });
      expect(invoked).toHaveLength(2);
      await get();
      expect(invoked.slice(2)).toEqual([[early, undefined]]);
    }
  });

  it('reaches each event by exactly one function, gives the payload alone, and ends when told', () => {
    const heard: unknown[] = [];
    const ends = Object.keys(bridge)
      .filter((name) => name.startsWith('on'))
      .map((name) => bridge[name]?.((...given: unknown[]) => heard.push(given)));
    expect([...preload.listeners.keys()].sort()).toEqual([...eventNames].sort());
    for (const [channel, listeners] of preload.listeners) {
      expect(listeners.size, channel).toBe(1);
      for (const listener of listeners) listener({ sender: 'must not reach the page' }, channel);
    }
    expect(heard).toEqual([...preload.listeners.keys()].map((channel) => [channel]));
    for (const end of ends) (end as () => void)();
    expect([...preload.listeners.values()].map(({ size }) => size)).toEqual(eventNames.map(() => 0));
  });
});

/** No command takes these. */
const hostile: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 1],
  ['NaN', Number.NaN],
  ['true', true],
  ['an empty text', ''],
  ['a path', '../x'],
  ['100 kB of text', 'x'.repeat(100_000)],
  ['a list of good things', [{ accountId: 'codex:1' }]],
  ['a function', () => undefined],
  ['a prototype as a key', JSON.parse('{"__proto__":{"accountId":"codex:1"},"accountId":1}')],
  ['a constructor as a key', { constructor: { prototype: { accountId: 'codex:1' } } }],
  ['100 kB in a field', { accountId: 'x'.repeat(100_000), window: 'x'.repeat(100_000), theme: 'x'.repeat(100_000) }],
  ['a list in a field', { accountId: ['codex:1'], window: ['panel'], theme: ['dark'] }],
  ['an object in a field', { accountId: { toString: 'codex:1' }, window: {}, theme: {} }],
  ['a field too many', { accountId: 'codex:1', window: 'panel', theme: 'dark', more: 1 }],
];

const perCommand: readonly (readonly [CommandName, unknown])[] = [
  ['panel.get', {}],
  ['accounts.refresh', undefined],
  ['accounts.refresh', {}],
  ['accounts.refresh', { accountId: 'x'.repeat(201) }],
  ['accounts.forget', undefined],
  ['accounts.forget', { accountId: null }],
  ['accounts.add', { provider: 'nobody', label: 'lab', baseUrl: null, organizationId: null, key: 'sk-1' }],
  ['accounts.add', { provider: 'openrouter', label: 'lab', baseUrl: null, key: 'sk-1' }],
  [
    'accounts.add',
    { provider: 'openrouter', label: 'lab', baseUrl: null, organizationId: null, key: 'x'.repeat(8001) },
  ],
  ['accounts.give-key', { accountId: 'openrouter:1', key: null }],
  ['accounts.remove', {}],
  ['own-services.check', { definition: 'x'.repeat(131_073), baseUrl: null }],
  ['own-services.check', { definition: { quotaTrayService: 1 }, baseUrl: null }],
  ['own-services.check', { definition: '{}', baseUrl: 'x'.repeat(4001) }],
  ['own-services.open', { file: '/etc/passwd' }],
  ['own-services.test', { definition: '{}', baseUrl: null, organizationId: null }],
  ['own-services.test', { definition: '{}', baseUrl: null, organizationId: null, key: 'x'.repeat(8001) }],
  ['own-services.add', { definition: '{}', label: 'x'.repeat(201), baseUrl: null, organizationId: null, key: 'k' }],
  [
    'own-services.add',
    { definition: '{}', provider: 'own', label: 'x', baseUrl: null, organizationId: null, key: 'k' },
  ],
  ['own-services.export', { accountId: 'own:1', to: '/etc/passwd' }],
  ['own-services.export', { accountId: 'own:1', to: 'file', file: '/etc/passwd' }],
  ['offers.open', { accountId: null }],
  ['offers.open', { accountId: 'claude:1', url: 'https://claude.ai/' }],
  ['suggestions.accept', {}],
  ['suggestions.accept', { id: 'opencode:openrouter', baseUrl: 'https://elsewhere.example' }],
  ['suggestions.accept', { id: '/home/ada/.codex-work' }],
  ['suggestions.dismiss', { id: 'codex:1' }],
  ['suggestions.dismiss', { id: `opencode:${'x'.repeat(200)}` }],
  ['offers.dismiss', {}],
  ['resets.prepare', { accountId: 'x'.repeat(201) }],
  ['resets.redeem', { accountId: 'codex:1' }],
  ['resets.redeem', { accountId: 'codex:1', confirmation: 'x'.repeat(101) }],
  ['resets.redeem', { accountId: 'codex:1', confirmation: 'c-1', creditId: 'chosen by the page' }],
  ['usage.get', { accountId: null }],
  ['usage.refresh', { accountId: 'x'.repeat(201) }],
  ['usage.export', { accountId: 'codex:1' }],
  ['usage.export', { accountId: 'codex:1', format: 'xlsx' }],
  ['history.get', { accountId: 'codex:1', windowId: null, range: 'century' }],
  ['history.get', { accountId: 'codex:1', range: 'day' }],
  ['history.export', { accountId: null, format: 'csv', file: '/etc/passwd' }],
  ['history.clear', { yes: true }],
  ['usage.export', { accountId: 'codex:1', format: 'csv', file: '/etc/passwd' }],
  ['notices.get', {}],
  ['notices.seen', {}],
  ['problems.seen', {}],
  ['notices.snooze', { accountId: '', forMinutes: 60 }],
  ['notices.snooze', { accountId: null, forMinutes: 0 }],
  ['notices.snooze', { accountId: null, forMinutes: 1441 }],
  ['notices.snooze', { accountId: null }],
  ['hooks.try', { index: -1 }],
  ['hooks.try', { index: 32 }],
  ['hooks.try', { index: 0, command: 'chosen by the page' }],
  ['settings.set', { hooks: [] }],
  ['settings.set', { codexFolders: [] }],
  ['settings.set', { claudeFolders: [] }],
  ['settings.set', { ledgerUrl: '' }],
  ['warmups.try', { accountId: 'codex:1', confirmation: 'c-1' }],
  ['settings.set-confirmed', { theme: 'dark' }],
  ['settings.set-confirmed', { hooks: [{ event: 'exhausted', command: 'a\nb', arguments: [] }] }],
  ['settings.set-confirmed', { hooks: [{ event: 'other', command: 'notify', arguments: [] }] }],
  ['settings.set', { quietHours: { monday: { from: '24:00', to: '07:00' } } }],
  ['settings.set', { alertKinds: { other: true } }],
  ['settings.set', undefined],
  ['settings.set', { refreshMinutes: 0 }],
  ['settings.set', { refreshMinutes: 1.5 }],
  ['settings.set', { refreshMinutes: '5' }],
  ['settings.set', { creditsPerUsd: -1 }],
  ['settings.set', { creditsPerUsd: Number.NaN }],
  ['settings.set', { language: 'xx' }],
  ['settings.set-confirmed', { codexFolders: [''] }],
  ['settings.set-confirmed', { codexFolders: Array.from({ length: 65 }, () => 'x') }],
  ['settings.set', { theme: 'dark', unknown: true }],
  ['rates.refresh', {}],
  ['settings.set', { displayCurrency: 'eur' }],
  ['settings.set', { ownRate: { currency: 'EUR', perUsd: '0', date: '2026-11-20' } }],
  ['settings.set', { alertAtPercent: [90, 80] }],
  ['windows.open', undefined],
  ['windows.open', { window: 'file:///etc/passwd' }],
  ['windows.open', { window: '__proto__' }],
];

function isTaken(name: CommandName, input: unknown): boolean {
  return v.safeParse(commandInputs[name], input).success;
}

describe('what the commands take', () => {
  it('has a form for each command and for nothing else', () => {
    expect(Object.keys(commandInputs).sort()).toEqual([...commandNames].sort());
  });

  it.each(commandNames)('%s takes what is good', (name) => {
    expect(goodInputs[name].filter((input) => !isTaken(name, input))).toEqual([]);
  });

  it.each(commandNames)('%s refuses what is hostile', (name) => {
    expect(hostile.filter(([, input]) => isTaken(name, input)).map(([what]) => what)).toEqual([]);
  });

  it('settings.set changes only what was named: nothing is filled in, and an empty list names nothing', () => {
    expect(v.parse(commandInputs['settings.set'], { theme: 'dark' })).toEqual({ theme: 'dark' });
    expect(v.parse(commandInputs['settings.set'], [])).toEqual({});
  });

  it.each(commandNames.filter((name) => !name.startsWith('settings.set')))('%s refuses an empty list', (name) => {
    expect(isTaken(name, [])).toBe(false);
  });

  it.each(perCommand)('%s refuses %j', (name, input) => {
    expect(isTaken(name, input)).toBe(false);
  });

  it.each(commandNames)('%s never throws and takes nothing but its own fields, whatever is sent', (name) => {
    const fields = new Set(goodInputs[name].flatMap((input) => Object.keys(input ?? {})));
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withSparseArray: true, withBigInt: true, withDate: true }),
        (input) => {
          const result = v.safeParse(commandInputs[name], input);
          const output = result.success ? Object.keys(result.output ?? {}) : [];
          expect(output.filter((field) => !fields.has(field))).toEqual([]);
          if (result.success && input !== undefined)
            expect(Object.keys(input as object).filter((field) => !fields.has(field))).toEqual([]);
        },
      ),
    );
    expect(Object.hasOwn(Object.prototype, 'accountId')).toBe(false);
  });
});

describe('what each window may ask for', () => {
  const filesOf = (folders: readonly string[]): string =>
    filesEndingIn('.ts', '.tsx')
      .filter((file) => folders.some((folder) => file.startsWith(`renderer/${folder}/`)))
      .map((file) => textOf(file))
      .join('\n');
  it('is each command for at least one window', () => {
    const kinds = ['panel', 'settings'] as const;
    expect(commandNames.filter((name) => !kinds.some((kind) => mayWindowSend(kind, name)))).toEqual([]);
  });

  it.each([
    ['panel', ['panel', 'usage', 'history', 'notifications', 'components', 'hooks']],
    ['settings', ['settings', 'notifications', 'components', 'hooks']],
  ] as const)('the %s window has no command that its page never uses', (kind, folders) => {
    const text = filesOf(folders);
    const unused = Object.entries(commands)
      .filter(([method, { channel }]) => mayWindowSend(kind, channel) && !text.includes(`.${method}`))
      .map(([method]) => method);
    expect(unused).toEqual([]);
  });

  it('no page but the settings reaches what runs a program, reads a folder or takes a key', () => {
    const strong = commandNames.filter((name) =>
      /^(hooks|warmups)\.|^settings\.set|^accounts\.(add|give-key)|^data\.|^diagnostics\./.test(name),
    );
    expect(strong.filter((name) => mayWindowSend('panel', name))).toEqual([]);
  });
});
