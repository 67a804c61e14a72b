import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from '../support/accessible.ts';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge, type FakeApp } from '../support/fake-bridge.ts';
import { callsOf, renderSettings, type RenderedWindow } from '../support/render-window.tsx';

const canary = 'sk-canary-0123456789';
const good = {
  quotaTrayService: 1,
  name: 'Lab gateway',
  origin: 'https://llm.example',
  path: '/v1/usage',
  headers: { 'X-Api-Key': '{secret}' },
  windows: [{ length: '5h', figure: 'fraction-used', at: '/session/share' }],
};
const goodText = JSON.stringify(good, null, 2);

async function open(app: Partial<FakeApp> = {}): Promise<RenderedWindow> {
  const rendered = await renderSettings(fakeBridge(app));
  await openPage(rendered);
  await show(rendered, 'Text');
  return rendered;
}

async function openPage({ user }: Pick<RenderedWindow, 'user'>): Promise<void> {
  await user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Accounts' }));
  await user.click(screen.getByRole('button', { name: 'Add an account' }));
  await user.click(screen.getByRole('button', { name: /^Your own service/ }));
}

async function show({ user }: Pick<RenderedWindow, 'user'>, view: 'Form' | 'Text'): Promise<void> {
  await user.click(screen.getByRole('radio', { name: view }));
}

const area = (): HTMLTextAreaElement =>
  screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Description (JSON)' });
const keyField = (): HTMLInputElement => screen.getByLabelText<HTMLInputElement>('Key');
const testButton = (): HTMLElement => screen.getByRole('button', { name: 'Test' });
const addButton = (): HTMLElement => screen.getByRole('button', { name: 'Add' });

async function paste({ user }: RenderedWindow, text: string): Promise<void> {
  await user.clear(area());
  await user.click(area());
  await user.paste(text);
}

describe('the page of a service of your own', () => {
  it('says each problem with line, column and member, and a press on it puts the caret there', async () => {
    const rendered = await open();
    const broken = goodText.replace('https://llm', 'https://LLM').replace('/session/share', 'share');
    await paste(rendered, broken);
    const first = await screen.findByRole('button', { name: /^Line 13, column 7, windows\[0\]\.at: / });
    expect(screen.getByText('2 problems').getAttribute('role')).toBe('status');
    expect(area().getAttribute('aria-invalid')).toBe('true');
    const described = document.getElementById(area().getAttribute('aria-describedby') ?? '');
    expect(described?.contains(first)).toBe(true);
    await rendered.user.click(first);
    expect(document.activeElement).toBe(area());
    expect(broken.slice(area().selectionStart).startsWith('"at": "share"')).toBe(true);
    expect(area().selectionEnd).toBe(area().selectionStart);
    await expectAccessible();
  });

  it('neither tests nor adds while there are problems, and says why', async () => {
    const rendered = await open();
    expect(area().dir).toBe('ltr');
    for (const text of ['', '{', goodText.replace('{secret}', 'none')]) {
      await paste(rendered, text === '' ? ' ' : text);
      if (text !== '') await screen.findByText(/^\d problems?$/);
      for (const button of [testButton(), addButton()]) {
        expect(button.getAttribute('aria-disabled')).toBe('true');
        const why = document.getElementById(button.getAttribute('aria-describedby') ?? '');
        expect(why?.textContent).toBe('You can test and add as soon as the description has no problems.');
        await rendered.user.click(button);
      }
    }
    expect(callsOf(rendered.bridge, 'testOwnService')).toEqual([]);
    expect(callsOf(rendered.bridge, 'addOwnService')).toEqual([]);
  });

  it('says before a request what it will ask, of whom, with which key and how often', async () => {
    const rendered = await open();
    await paste(rendered, goodText);
    expect(await screen.findByText('GET https://llm.example/v1/usage')).toBeDefined();
    expect(screen.getByText(/Only in the header X-Api-Key/)).toBeDefined();
    expect(screen.getByText('As your settings say')).toBeDefined();
    expect(screen.getByText('No problems')).toBeDefined();
    expect(screen.queryByRole('textbox', { name: 'Address of the service' })).toBeNull();
    await expectAccessible();
  });

  it('tests once with the typed key and shows what was found, until the text changes', async () => {
    const rendered = await open();
    await paste(rendered, goodText);
    await screen.findByText('No problems');
    await rendered.user.type(keyField(), `${canary}{Enter}`);
    expect(await screen.findByText('Lab gateway answered with these figures.')).toBeDefined();
    expect(screen.getByText('$7.63')).toBeDefined();
    const given = { definition: goodText, baseUrl: null, organizationId: null, key: canary };
    expect(callsOf(rendered.bridge, 'testOwnService')).toEqual([['testOwnService', given]]);
    expect(keyField().value).toBe(canary);
    expect(document.documentElement.outerHTML).not.toContain(canary);
    await expectAccessible();
    await paste(rendered, goodText.replace('Lab', 'Laboratory'));
    await waitFor(() => expect(screen.queryByText('$7.63')).toBeNull());
  });

  it('says which places have no value when the test finds nothing, and when the app does not answer', async () => {
    const empty = ['Nothing usable at /session/share (windows[0].at).'];
    const rendered = await open({
      serviceTest: { ok: true, value: { ok: false, message: 'Lab gateway answered, but …', figures: [], empty } },
    });
    await paste(rendered, goodText);
    await screen.findByText('No problems');
    await rendered.user.click(testButton());
    expect((await screen.findByRole('alert')).textContent).toBe('Lab gateway answered, but …');
    expect(screen.getByText(empty[0] ?? '')).toBeDefined();
    rendered.bridge.app.serviceTest = { ok: false, error: { code: 'E_FAULT' } };
    await rendered.user.click(testButton());
    expect(await screen.findByText('The app did not answer. Nothing is known about the test.')).toBeDefined();
  });

  it('adds the account with the address and the id that the description leaves open', async () => {
    const rendered = await open();
    const { origin: _left, ...without } = good;
    const text = JSON.stringify({ ...without, path: '/v1/usage?team={id}' });
    await paste(rendered, text);
    const address = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Address of the service' });
    expect(screen.getByText('You enter the address. The path is /v1/usage?team={id}.')).toBeDefined();
    await rendered.user.type(address, 'https://lab.example');
    expect(await screen.findByText('GET https://lab.example/v1/usage?team={id}')).toBeDefined();
    await rendered.user.type(screen.getByRole('textbox', { name: 'ID beside the key' }), 't-1');
    await rendered.user.type(keyField(), canary);
    await rendered.user.click(addButton());
    expect(await screen.findByText(/was added/)).toBeDefined();
    const wanted = { definition: text, baseUrl: 'https://lab.example', organizationId: 't-1', key: canary };
    expect(callsOf(rendered.bridge, 'addOwnService')).toEqual([['addOwnService', { ...wanted, label: 'Lab gateway' }]]);
    expect(keyField().value).toBe('');
    expect(document.documentElement.outerHTML).not.toContain(canary);
  });

  it('begins with a file or an example, and gives back the text that it replaced', async () => {
    const rendered = await open({
      ownServiceFile: { text: `\uFEFF${goodText.replaceAll('\n', '\r\n')}`, message: null },
    });
    await rendered.user.click(screen.getByRole('button', { name: 'Choose a file…' }));
    await waitFor(() => expect(area().value).toBe(goodText));
    await rendered.user.click(await screen.findByRole('button', { name: 'Example: LiteLLM' }));
    expect(area().value).toContain('"/key/info"');
    expect(await screen.findByText('No problems')).toBeDefined();
    await rendered.user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(area().value).toBe(goodText);
    expect(callsOf(rendered.bridge, 'testOwnService')).toEqual([]);
  });

  it('says why a file was not taken, and keeps the text', async () => {
    const rendered = await open({ ownServiceFile: { text: null, message: 'The file cannot be read.' } });
    await paste(rendered, goodText);
    await rendered.user.click(screen.getByRole('button', { name: 'Choose a file…' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The file cannot be read.');
    expect(area().value).toBe(goodText);
  });

  it('keeps the text when the user leaves the page by Escape and comes back', async () => {
    const rendered = await open();
    await paste(rendered, goodText);
    await rendered.user.keyboard('{Escape}');
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Find a service' }));
    await rendered.user.keyboard('{Escape}');
    await openPage(rendered);
    await show(rendered, 'Text');
    expect(area().value).toBe(goodText);
  });

  it('opens for a newcomer who chose it in the panel, and is found by the search', async () => {
    const bridge = fakeBridge();
    const { user } = await renderSettings(bridge);
    act(() => bridge.askToAdd('own'));
    expect(await screen.findByRole('textbox', { name: 'Name of the service' })).toBeDefined();
    await user.type(screen.getByRole('searchbox'), 'own service');
    expect(screen.getByRole('main').textContent).toContain('Your own service');
  });
});

describe('the form of a service of your own', () => {
  const field = (name: string): HTMLInputElement => screen.getByRole<HTMLInputElement>('textbox', { name });

  it('writes a whole description without a letter of JSON', async () => {
    const rendered = await open();
    const { user } = rendered;
    await show(rendered, 'Form');
    await user.type(field('Name of the service'), 'Lab gateway');
    await user.type(field('Address with path'), 'https://llm.example/v1/usage');
    await user.clear(field('Header with the key'));
    await user.type(field('Header with the key'), 'X-Api-Key');
    await user.selectOptions(screen.getByRole('combobox', { name: 'How the key is written' }), '{secret}');
    await user.click(screen.getByRole('button', { name: 'Add a figure: Limit' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'What the answer states' }), 'fraction used, 0 to 1');
    await user.type(field('Place of the value'), '/session/share');
    expect(await screen.findByText('No problems')).toBeDefined();
    await expectAccessible();
    await user.click(testButton());
    const [[, given] = []] = callsOf(rendered.bridge, 'testOwnService');
    expect(JSON.parse((given as { readonly definition: string }).definition)).toEqual(good);
    await show(rendered, 'Text');
    expect(JSON.parse(area().value)).toEqual(good);
  });

  it('says at a field what is wrong with it, and lists the other problems', async () => {
    const rendered = await open();
    await show(rendered, 'Form');
    await rendered.user.type(field('Name of the service'), 'Lab');
    await rendered.user.type(field('Address with path'), 'http://llm.example/x');
    const sentence = await screen.findByText(/^The address must begin with https:/);
    expect(field('Address with path').getAttribute('aria-describedby')).toBe(sentence.id);
    expect(field('Address with path').getAttribute('aria-invalid')).toBe('true');
    expect(field('Name of the service').getAttribute('aria-invalid')).toBeNull();
    const listed = await screen.findByRole('button', {
      name: /^Line 1, column 1: The service needs at least one figure/,
    });
    expect(screen.queryByRole('button', { name: /origin/ })).toBeNull();
    await rendered.user.click(listed);
    expect(document.activeElement).toBe(area());
  });

  it('names what only the text has, and keeps it', async () => {
    const rendered = await open();
    const more = { ...good, tile: 'Lg', blocked: { at: '/state', is: ['off'] } };
    await paste(rendered, JSON.stringify(more));
    await show(rendered, 'Form');
    expect(screen.getByText(/Only in the text.*tile, blocked/)).toBeDefined();
    await rendered.user.type(field('Place of the reset'), '/session/resets');
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Form of the reset time' }).value).toBe('iso');
    await show(rendered, 'Text');
    const [window] = good.windows;
    const windows = [{ ...window, resets: { at: '/session/resets', as: 'iso' } }];
    expect(JSON.parse(area().value)).toEqual({ ...more, windows });
    await show(rendered, 'Form');
    await rendered.user.clear(field('Place of the reset'));
    await show(rendered, 'Text');
    expect(JSON.parse(area().value)).toEqual(more);
  });

  it('adds and removes figures, each kind as often as a description has it', async () => {
    const rendered = await open();
    const { user } = rendered;
    await show(rendered, 'Form');
    await user.click(screen.getByRole('button', { name: 'Add a figure: Limit' }));
    await user.click(screen.getByRole('button', { name: 'Add a figure: Limit' }));
    await user.click(screen.getByRole('button', { name: 'Add a figure: Balance' }));
    expect(screen.queryByRole('button', { name: 'Add a figure: Balance' })).toBeNull();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Unit' }), 'other parts');
    await user.type(field('Parts in one unit'), '500');
    await user.click(screen.getByRole('button', { name: /^Remove Limit 1/ }));
    await expectAccessible();
    await show(rendered, 'Text');
    expect(JSON.parse(area().value)).toMatchObject({
      windows: [{ length: '5h' }],
      balance: { unit: 'parts', partsPerUnit: 500 },
    });
    await paste(rendered, '{');
    await show(rendered, 'Form');
    expect(screen.getByText(/^The text is not valid JSON/)).toBeDefined();
  });
});

describe('an account of a service of your own', () => {
  it('hands out its description to the clipboard or a file', async () => {
    const [first, ...others] = exampleSettings.accounts;
    const accounts = [{ ...first!, isAdded: true, hasKey: true, isOwnService: true } as const, ...others];
    const bridge = fakeBridge({ settings: { ok: true, value: { ...exampleSettings, accounts } } });
    const { user } = await renderSettings(bridge);
    await user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'Accounts' }));
    await user.click(screen.getByRole('button', { name: 'home' }));
    expect(screen.queryByText('Share the description')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Back' }));
    await user.click(screen.getByRole('button', { name: 'work' }));
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    await user.click(screen.getByRole('button', { name: 'Save as file…' }));
    expect(callsOf(bridge, 'exportOwnService')).toEqual([
      ['exportOwnService', { accountId: 'codex:work', to: 'clipboard' }],
      ['exportOwnService', { accountId: 'codex:work', to: 'file' }],
    ]);
    await expectAccessible();
  });
});
