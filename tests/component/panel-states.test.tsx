import { act, render, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { PanelApp } from '../../renderer/panel/Panel.tsx';
import { expectAccessible } from '../support/accessible.ts';
import { emptyPanel, exampleAccounts } from '../support/example-views.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { callsOf, renderPanel, renderPanelView } from '../support/render-window.tsx';

function card(label: string): ReturnType<typeof within> {
  return within(screen.getByRole('article', { name: label }));
}

/** What each account of the examples must show, word for word, and in which look its meters are. */
const states = [
  ['signed out', 'old laptop', ['Sign in again', 'as of 3 h ago', 'codex login'], ['fine']],
  [
    'critical, with credits',
    'work',
    ['4 % left', '247.5 ≈ $9.90', 'runs out 14:20 · resets in 1h 02m'],
    ['critical', 'fine'],
  ],
  [
    'blocked and used up, credits unlimited',
    'team',
    ['Blocked by weekly limit', 'The weekly limit is used up until Thu 09:00.', 'unlimited'],
    ['blocked', 'used-up'],
  ],
  ['stale', 'home', ['as of 9 min ago', '52 % left', '€0.00 of €50.00'], ['fine', 'fine', 'fine', 'fine']],
  ['rate limited', 'studio', ['Waiting until 14:20', 'as of 45 min ago'], ['low', 'fine']],
  [
    'low, with spend limits',
    'side project',
    ['19 % left', '$12.37 of $20.00 left', '$312.40 used, no cap'],
    ['low', 'fine', 'fine', 'fine', 'critical', 'unknown'],
  ],
  ['not started and reset due', 'new', ['Full', 'starts on first use', 'Reset due · checking'], ['fine', 'fine']],
  ['not measured', 'just added', ['Not measured yet'], ['unknown', 'unknown']],
  ['offline', 'travel', ['Offline', 'No network. We try again when it is back.'], ['fine']],
  ['not understood', 'Forschungsdatenverarbeitungsgesellschaft', ['Answer not understood'], ['used-up']],
  ['fresh', 'plain', ['97 % left', 'resets Wed 11:15'], ['fine']],
] as const;

describe('the panel', () => {
  it.each(states)('shows an account that is %s', async (_state, label, texts, looks) => {
    await renderPanel();
    for (const text of texts) expect(card(label).getByText(text)).toBeDefined();
    const meters = screen.getByRole('article', { name: label }).querySelectorAll<HTMLElement>('[data-look]');
    expect([...meters].map((meter) => meter.dataset['look'])).toEqual(looks);
  });

  it('has no fault that axe finds, closed and opened', async () => {
    const { user } = await renderPanel();
    await expectAccessible();
    await user.click(card('work').getByRole('button', { name: 'Weekly' }));
    await user.click(card('old laptop').getByRole('button', { name: 'Forget old laptop' }));
    await expectAccessible();
  });

  it('shows the pool, one heading per account, and accounts in the given order', async () => {
    await renderPanel();
    const overview = within(screen.getByRole('region', { name: 'Overview' }));
    expect(overview.getByText('1,796 credits ≈ $71.86')).toBeDefined();
    expect(overview.getByText('Highest: work 93 %')).toBeDefined();
    const headings = screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent);
    expect(headings).toEqual(exampleAccounts.map((account) => account.label));
  });

  it('gives a long label its full text as a title', async () => {
    await renderPanel();
    const heading = screen.getByRole('heading', { name: 'Forschungsdatenverarbeitungsgesellschaft' });
    expect(heading.title).toBe('Forschungsdatenverarbeitungsgesellschaft');
  });

  it('teaches how to begin when there is no account', async () => {
    const { user, bridge } = await renderPanelView(emptyPanel);
    expect(screen.getByRole('heading', { name: 'No account found yet' })).toBeDefined();
    expect(screen.getByText('codex login').tagName).toBe('CODE');
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Look again' }));
    expect(callsOf(bridge, 'refreshAccounts')).toEqual([['refreshAccounts', { accountId: null }]]);
  });

  it('shows no figure at all before the first answer', async () => {
    render(<PanelApp bridge={fakeBridge({ silent: true })} />);
    expect(screen.getByRole('main').getAttribute('aria-busy')).toBe('true');
    expect(screen.getByRole('main').textContent).not.toMatch(/\d/);
    await expectAccessible();
  });

  it('says that it could not be read and asks again on demand', async () => {
    const bridge = fakeBridge({ panel: { ok: false, error: { code: 'E_FAULT' } } });
    const { user } = await renderPanel(bridge);
    expect(screen.getByRole('alert').textContent).toContain('The panel could not be read');
    await expectAccessible();
    bridge.app.panel = fakeBridge().app.panel;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('article', { name: 'work' })).toBeDefined();
  });

  it('keeps the notice of a loss until the user says that it was read', async () => {
    const text = 'The settings file was damaged.';
    const { bridge, user } = await renderPanelView({
      banners: [
        { id: 'lost', text, untilSeen: true },
        { id: 'full', text: 'The disk is full.' },
      ],
    });
    await user.click(screen.getByRole('button', { name: `Dismiss: ${text}` }));
    expect(callsOf(bridge, 'markProblemsSeen')).toHaveLength(1);
    expect(screen.getAllByRole('button', { name: /^Dismiss/ })).toHaveLength(1);
    expect(await screen.findByText('Dismissed.')).toBeDefined();
    await expectAccessible();
  });

  it('keeps what it shows when a later read fails, and shows notices about the app', async () => {
    const { bridge } = await renderPanelView({ banners: [{ id: 'a', text: 'The tray host went away.' }] });
    expect(screen.getByRole('list', { name: 'Messages' }).textContent).toContain('The tray host went away.');
    bridge.app.panel = { ok: false, error: { code: 'E_FAULT' } };
    await act(async () => void (await bridge.getPanel()));
    expect(screen.getByRole('article', { name: 'work' })).toBeDefined();
  });
});

describe('why an account is blocked', () => {
  it('is a sentence on its card, beside what is wrong with its figures', async () => {
    const blocked = 'The weekly limit is used up until Thu 09:00. Requests run at lower priority now.';
    const message = 'The service asked Quota Tray to wait until 14:45.';
    const [first] = exampleAccounts;
    if (first === undefined) throw new Error('The examples have an account');
    const account = { ...first, label: 'busy', blocked, message, incident: 'OpenAI reports a problem.' };
    await renderPanelView({ accounts: [account] });
    const sentences = [blocked, message, 'OpenAI reports a problem.'].map((text) => card('busy').getByText(text));
    expect(sentences).toHaveLength(3);
    await expectAccessible();
  });
});

describe('what one can do with an account', () => {
  it('is to refresh it, and to read why that did not start', async () => {
    const message = 'The service asked Quota Tray to wait until 14:45.';
    const { bridge, user } = await renderPanel(
      fakeBridge({ refreshAnswer: { ok: true, value: { accepted: false, message } } }),
    );
    await user.click(card('work').getByRole('button', { name: 'Refresh work' }));
    expect(callsOf(bridge, 'refreshAccounts')).toEqual([['refreshAccounts', { accountId: 'codex:work' }]]);
    expect(await card('work').findByText(message)).toBeDefined();
  });

  it('is to forget it when it is signed out, after one question in place', async () => {
    const { bridge, user } = await renderPanel();
    await user.click(card('old laptop').getByRole('button', { name: 'Forget old laptop' }));
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(callsOf(bridge, 'forgetAccount')).toEqual([]);
    await user.click(card('old laptop').getByRole('button', { name: 'Forget' }));
    expect(callsOf(bridge, 'forgetAccount')).toEqual([['forgetAccount', { accountId: 'codex:signed-out' }]]);
  });

  it('is told when forgetting failed', async () => {
    const { user } = await renderPanel(fakeBridge({ refuses: true }));
    await user.click(card('old laptop').getByRole('button', { name: 'Forget old laptop' }));
    await user.click(card('old laptop').getByRole('button', { name: 'Forget' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing changed');
  });

  it('is not to forget one that works or is only blocked', async () => {
    await renderPanel();
    for (const label of ['work', 'team', 'home']) {
      expect(card(label).queryByRole('button', { name: `Forget ${label}` })).toBeNull();
    }
  });
});
