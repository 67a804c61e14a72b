import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { Banner, OfferAction } from '../../core/views/panel.ts';
import { expectAccessible } from '../support/accessible.ts';
import { account, type ExampleAccount, type ExampleFact, fact } from '../support/example-cards.ts';
import { exampleFace, exampleRow } from '../support/example-face.ts';
import { examplePanel } from '../support/example-views.ts';
import { fakeBridge, type FakeApp, type FakeBridge } from '../support/fake-bridge.ts';
import { callsOf, openAccount, renderPanel, type RenderedWindow } from '../support/render-window.tsx';

const offerActions: readonly OfferAction[] = [
  { id: 'see-offer', text: 'View offer' },
  { id: 'dismiss-offer', text: 'Dismiss' },
];
const grantRow = fact('grant', 'Extra usage credit', '$50 available', { actions: offerActions });
const resetRow = fact('reset-credits', 'Banked resets', '2 available', {
  actions: [{ id: 'use-reset', text: 'Use a reset…' }],
});
const tip: Banner = {
  id: 'offer:claude:home',
  severity: 'hint',
  text: 'home: $50 of extra usage is available.',
  actions: offerActions,
  account: { id: 'claude:home', label: 'home' },
};
const home = (facts: readonly ExampleFact[]): ExampleAccount =>
  account('claude:home', 'claude', 'home', 'Claude · Max', { facts });
const work = account('codex:work', 'codex', 'work', 'Codex · Pro', { facts: [resetRow] });
const view = (accounts: readonly ExampleAccount[], banners: readonly Banner[] = []) => ({
  ...examplePanel,
  ...exampleFace(accounts.map(({ id, label }) => exampleRow(id, label))),
  accounts,
  banners,
});

/** Draws the panel and opens the page of its first account. */
async function renderPage(bridge: FakeBridge): Promise<RenderedWindow> {
  const rendered = await renderPanel(bridge);
  const [first] = bridge.app.panel.ok ? bridge.app.panel.value.accounts : [];
  await openAccount(rendered, first?.label ?? '');
  return rendered;
}

function bridgeWith(accounts: readonly ExampleAccount[], banners?: readonly Banner[], app: Partial<FakeApp> = {}) {
  return fakeBridge({ panel: { ok: true, value: view(accounts, banners) }, ...app });
}
const outcome = (): string => document.querySelector('[data-outcome]')?.textContent ?? '';
const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const focused = (): string | null | undefined => document.activeElement?.textContent;

/** An answer that is given when the test says so. */
function held<T>(value: T): { readonly answer: Promise<CommandAnswer<T>>; readonly give: () => Promise<void> } {
  let resolve = (_answer: CommandAnswer<T>): void => undefined;
  const answer = new Promise<CommandAnswer<T>>((done) => (resolve = done));
  return { answer, give: () => act(async () => resolve({ ok: true, value })) };
}

describe('an offer in the panel', () => {
  it('has a tip with two ways and a row with the same, and no fault that axe finds', async () => {
    const opened = await renderPanel(bridgeWith([home([grantRow])], [tip]));
    expect(within(screen.getByRole('list', { name: 'Messages' })).getAllByRole('button')).toHaveLength(2);
    await expectAccessible();
    const page = await openAccount(opened, 'home');
    expect(within(page).getByText('Dismiss')).toBeDefined();
    await expectAccessible();
  });

  it('is opened in the browser by its account alone, and what came of it is said and shown', async () => {
    const { bridge, user } = await renderPage(bridgeWith([home([grantRow])]));
    await user.click(button('View offer (home)'));
    expect(callsOf(bridge, 'openOffer')).toEqual([['openOffer', { accountId: 'claude:home' }]]);
    expect(outcome()).toBe('The offer is open in your browser.');
    expect(
      within(screen.getByRole('region', { name: /^home/ })).getByText('The offer is open in your browser.'),
    ).toBeDefined();
  });

  it('that was put away by the keyboard leaves the focus on its page', async () => {
    const { bridge, user } = await renderPage(bridgeWith([home([grantRow])]));
    button('Dismiss (home)').focus();
    await user.keyboard('{Enter}');
    expect(callsOf(bridge, 'dismissOffer')).toEqual([['dismissOffer', { accountId: 'claude:home' }]]);
    act(() => bridge.pushPanel({ ...view([home([])]), version: examplePanel.version + 1 }));
    expect(document.activeElement?.closest('[data-page]')).not.toBeNull();
    expect(outcome()).toBe('The offer for home is hidden.');
  });

  it('of which nothing came says so and stays', async () => {
    const { user } = await renderPage(bridgeWith([home([grantRow])], [], { refuses: true }));
    await user.click(button('Dismiss (home)'));
    expect(outcome()).toBe('That did not work. Nothing changed. Try again.');
    expect(button('Dismiss (home)')).toBeDefined();
  });
});

describe('using a banked reset', () => {
  const asked = async (bridge: FakeBridge = bridgeWith([work])) => {
    const window = await renderPage(bridge);
    await window.user.click(button('Use a reset… (work)'));
    await screen.findByRole('group', { name: 'Use a reset… (work)' });
    return window;
  };

  it('is asked in the row itself, with the answer that changes nothing under the focus', async () => {
    const { bridge } = await asked();
    expect(callsOf(bridge, 'prepareReset')).toEqual([['prepareReset', { accountId: 'codex:work' }]]);
    expect(callsOf(bridge, 'redeemReset')).toEqual([]);
    expect(focused()).toBe('Cancel');
    expect(screen.queryByRole('dialog')).toBeNull();
    const group = screen.getByRole('group', { name: 'Use a reset… (work)' });
    expect(within(group).getByText(/You cannot undo it\./)).toBeDefined();
    await expectAccessible();
  });

  it.each(['{Escape}', '{Enter}'])('%s keeps it, gives the focus back, and leaves the window open', async (keys) => {
    const { bridge, user } = await asked();
    await user.keyboard(keys);
    expect(screen.queryByRole('group', { name: 'Use a reset… (work)' })).toBeNull();
    expect(document.activeElement).toBe(button('Use a reset… (work)'));
    expect(callsOf(bridge, 'redeemReset')).toEqual([]);
    expect(callsOf(bridge, 'closeWindow')).toEqual([]);
  });

  it('sends what was confirmed and says what came of it', async () => {
    const { bridge, user } = await asked();
    await user.click(button('Use reset'));
    expect(callsOf(bridge, 'redeemReset')).toEqual([['redeemReset', { accountId: 'codex:work', confirmation: 'c-1' }]]);
    expect(outcome()).toBe('The reset was used.');
    expect(document.activeElement).toBe(button('Use a reset… (work)'));
    await expectAccessible();
  });

  it('a double click sends one request', async () => {
    const bridge = bridgeWith([work]);
    const reply = held({ kind: 'done', message: 'Used.' } as const);
    const calls: unknown[] = [];
    const slow: FakeBridge = { ...bridge, redeemReset: (input) => (calls.push(input), reply.answer) };
    await asked(slow);
    const use = button('Use reset');
    act(() => {
      fireEvent.click(use);
      fireEvent.click(use);
    });
    expect(calls).toHaveLength(1);
    expect(outcome()).toBe('Using the reset…');
    await reply.give();
    expect(outcome()).toBe('Used.');
  });

  it('a press while the list is read asks once', async () => {
    const bridge = bridgeWith([work]);
    const reply = held({ kind: 'refused', message: 'There is no banked reset.' } as const);
    const calls: unknown[] = [];
    const slow: FakeBridge = { ...bridge, prepareReset: (input) => (calls.push(input), reply.answer) };
    const { user } = await renderPage(slow);
    await user.dblClick(button('Use a reset… (work)'));
    expect(calls).toHaveLength(1);
    await reply.give();
    expect(outcome()).toBe('There is no banked reset.');
    expect(document.activeElement).toBe(button('Use a reset… (work)'));
  });

  it('the question outlives the views that are pushed meanwhile', async () => {
    const { bridge } = await asked();
    act(() => bridge.pushPanel({ ...view([work]), version: examplePanel.version + 1, title: 'One ready' }));
    expect(screen.getByText('One ready')).toBeDefined();
    expect(focused()).toBe('Cancel');
  });

  it.each([
    ['prepareReset', { resetQuestion: { ok: false, error: { code: 'E_FAULT' } } }],
    ['redeemReset', { resetAnswer: { ok: false, error: { code: 'E_FAULT' } } }],
  ] as const)('where the app does not answer %s nothing is claimed', async (_name, app) => {
    const { user } = await renderPage(bridgeWith([work], [], app));
    await user.click(button('Use a reset… (work)'));
    const use = screen.queryByRole('button', { name: 'Use reset' });
    if (use !== null) await user.click(use);
    expect(outcome()).toMatch(/^The app did not answer/);
  });
});

describe('the command that uses a banked reset in the account’s own tool', () => {
  const row = fact('reset-credits', 'Banked resets', 'at least one left', {
    actions: [{ id: 'copy-command', text: 'Copy /limit-reset' }],
  });
  const name = 'Copy /limit-reset (home)';

  it('is copied by its account alone, and the panel says what to do with it', async () => {
    const { bridge, user } = await renderPage(bridgeWith([home([row])]));
    await user.click(button(name));
    expect(callsOf(bridge, 'copyResetCommand')).toEqual([['copyResetCommand', { accountId: 'claude:home' }]]);
    expect(
      within(screen.getByRole('region', { name: /^home/ })).getByText('Copied. Type it in Claude Code.'),
    ).toBeDefined();
    expect(outcome()).toBe('Copied. Type it in Claude Code.');
    expect(callsOf(bridge, 'prepareReset')).toEqual([]);
    await expectAccessible();
  });

  it('is copied by the keyboard, and the focus stays at its button', async () => {
    const { bridge, user } = await renderPage(bridgeWith([home([row])]));
    button(name).focus();
    await user.keyboard('{Enter}');
    expect(callsOf(bridge, 'copyResetCommand')).toHaveLength(1);
    expect(document.activeElement).toBe(button(name));
  });

  it('that could not be copied says so', async () => {
    const copyAnswer = { ok: false, error: { code: 'E_FAULT' } } as const;
    const { user } = await renderPage(bridgeWith([home([row])], [], { copyAnswer }));
    await user.click(button(name));
    expect(outcome()).toBe('The command could not be copied.');
  });
});
