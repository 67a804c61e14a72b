import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  type FoundFolder,
  type FoundKey,
  type FoundOnComputer,
  keySuggestion,
  type SuggestionContext,
  suggestionsOf,
} from '../../../../core/accounts/suggestion.ts';
import { providers } from '../../../../core/providers/registry.ts';
import { suggestionIdSchema } from '../../../../core/settings/settings.ts';
import { suggestionCommand, suggestionLine, suggestionsView } from '../../../../core/views/suggestions.ts';
import { localeIn } from '../../../support/locale.ts';

const english = localeIn('en', 'en-GB');
const place = '~/.local/share/opencode/auth.json';
const key = (entry: string, more: Partial<FoundKey> = {}): FoundKey => ({
  ...{ tool: 'opencode', entry, user: null, place, fingerprint: `of ${entry}` },
  ...more,
});
const gh = (user: string): FoundKey => key(user, { tool: 'github-cli', user, place: 'hosts.yml', fingerprint: null });
const folder = (name: string, more: Partial<FoundFolder> = {}): FoundFolder => ({
  ...{ tool: 'codex', folder: `/home/ada/${name}`, where: 'home', place: `~/${name}` },
  ...{ accountId: `codex:${name}`, user: 'ada@mail.test', hash: '0a1b2c3d' },
  ...more,
});

function suggested(found: Partial<FoundOnComputer>, context: Partial<SuggestionContext> = {}) {
  return suggestionsOf(
    { keys: [], signIns: [], folders: [], unread: [], ...found },
    {
      ...{ added: [], accountIds: new Set(), dismissed: [] },
      ...context,
    },
  );
}

const ids = (suggestions: readonly { readonly id: string }[]) => suggestions.map(({ id }) => id);

describe('a key of a known user', () => {
  test('has a second id, which names nobody while names are hidden', () => {
    const [first, second] = suggested({ keys: [gh('octocat'), key('openrouter'), gh('ada')] }).open.filter(
      ({ kind, provider }) => kind === 'key' && provider === 'copilot',
    );
    if (first === undefined || second === undefined) throw new Error('Both logins are suggested');
    const hidden = { ...english, hidesAmounts: true };
    expect(suggestionCommand(first, english)).toBe('quota-tray accounts add --from github-cli:octocat');
    expect(suggestionCommand(first, hidden)).toBe('quota-tray accounts add --from github-cli:account-1');
    expect(suggestionLine(second, hidden)).toContain('--from github-cli:account-2');
    expect(suggestionLine(second, hidden)).not.toContain('ada');
  });
});

describe('a key that another program keeps', () => {
  test.each([
    ['openrouter', 'openrouter', 'https://openrouter.ai'],
    ['deepseek', 'deepseek', 'https://api.deepseek.com'],
    ['moonshotai', 'moonshot', 'https://api.moonshot.ai'],
    ['moonshotai-cn', 'moonshot', 'https://api.moonshot.cn'],
    ['kimi-for-coding', 'kimi', 'https://api.kimi.com'],
    ['kimi-code-plan-cn', 'kimi', 'https://api.kimi.com'],
    ['kimi-code-plan-global', 'kimi', 'https://api.kimi.ai'],
    ['zai', 'zai', 'https://api.z.ai'],
    ['zai-coding-plan', 'zai', 'https://api.z.ai'],
    ['zhipuai', 'zai', 'https://open.bigmodel.cn'],
    ['zhipuai-coding-plan', 'zai', 'https://open.bigmodel.cn'],
    ['github-copilot', 'copilot', 'https://api.github.com'],
    ['synthetic', 'synthetic', 'https://api.synthetic.new'],
    ['chutes', 'chutes', 'https://api.chutes.ai'],
    ['nano-gpt', 'nanogpt', 'https://nano-gpt.com'],
    ['ollama-cloud', 'ollama', 'https://ollama.com'],
    ['kilo', 'kilo', 'https://app.kilo.ai'],
    ['aihubmix', 'aihubmix', 'https://aihubmix.com'],
  ])('%s of OpenCode is %s at %s', (entry, provider, baseUrl) => {
    const label = `OpenCode: ${entry}`;
    expect(keySuggestion(key(entry))).toMatchObject({ id: `opencode:${entry}`, provider, baseUrl, label });
  });

  test.each(['anthropic', 'OpenRouter', 'openrouter ', '__proto__', 'constructor', '', 'zai; rm -rf ~'])(
    '%j of OpenCode is no service of ours',
    (entry) => {
      expect(keySuggestion(key(entry))).toBeNull();
      expect(suggested({ keys: [key(entry)] }).open).toEqual([]);
    },
  );

  test('names of other services are listed once, cleaned and bounded', () => {
    const many = Array.from({ length: 50 }, (_, index) => key(`service-${index}`));
    const { otherServices } = suggested({ keys: [key('groq'), key('groq'), key('\u001B[31mx\nai'), ...many] });
    expect(otherServices.slice(0, 2)).toEqual(['groq', 'x ai']);
    expect(otherServices).toHaveLength(20);
  });

  test('it is not suggested again once its key is added, under any name', () => {
    const added = [{ provider: 'openrouter', suggestionId: null, fingerprint: 'of openrouter' }] as const;
    expect(suggested({ keys: [key('openrouter')] }, { added }).open).toEqual([]);
    expect(ids(suggested({ keys: [key('deepseek', { fingerprint: 'of openrouter' })] }, { added }).open)).toEqual([
      'opencode:deepseek',
    ]);
  });

  test('a new key of an added account is suggested, unless the vault does not give the old one', () => {
    const account = { suggestionId: 'opencode:openrouter', provider: 'openrouter' } as const;
    const open = (fingerprint: string | null) =>
      ids(suggested({ keys: [key('openrouter')] }, { added: [{ ...account, fingerprint }] }).open);
    expect(open('of an older key')).toEqual(['opencode:openrouter']);
    expect(open(null)).toEqual([]);
  });

  test('a key in two places is suggested once', () => {
    const token = 'of one token';
    const keys = [
      key('zai', { fingerprint: token }),
      key('zai-coding-plan', { fingerprint: token }),
      key('github-copilot', { fingerprint: token }),
      key('octocat', { tool: 'copilot', user: 'octocat', fingerprint: token }),
    ];
    expect(ids(suggested({ keys }).open)).toEqual(['opencode:zai', 'opencode:github-copilot']);
  });

  test('a user of the GitHub command line is known by where the account came from, because the token is not read', () => {
    const found = { keys: [gh('octocat'), gh('hubot')] };
    expect(ids(suggested(found).open)).toEqual(['github-cli:octocat', 'github-cli:hubot']);
    const added = [{ suggestionId: 'github-cli:octocat', provider: 'copilot', fingerprint: 'any' }] as const;
    expect(ids(suggested(found, { added }).open)).toEqual(['github-cli:hubot']);
  });
});

describe('a folder with a sign-in', () => {
  test('it is suggested unless its account is here already or another folder has it', () => {
    const folders = [folder('.codex-a'), folder('.codex-b'), folder('.codex-c', { accountId: 'codex:.codex-b' })];
    const { open } = suggested({ folders }, { accountIds: new Set(['codex:.codex-a']) });
    expect(open).toMatchObject([{ setting: 'codexFolders', found: { place: '~/.codex-b' } }]);
    const claude = folder('.claude-x', { tool: 'claude', hash: 'ffffffff' });
    expect(suggested({ folders: [claude] }).open).toMatchObject([
      { id: 'claude-folder:ffffffff', setting: 'claudeFolders' },
    ]);
  });
});

describe('what the user sees', () => {
  test('a dismissed suggestion is counted, and the others stay', () => {
    const found = { keys: [key('openrouter'), key('zai')], folders: [folder('.codex-a')] };
    const result = suggested(found, { dismissed: ['opencode:zai', 'opencode:gone'] });
    expect(ids(result.open)).toEqual(['opencode:openrouter', 'codex-folder:0a1b2c3d']);
    expect(ids(result.dismissed)).toEqual(['opencode:zai']);
    expect(suggestionsView(result, english)).toMatchObject({ dismissedCount: 1, items: [{}, {}] });
  });

  test('two keys of one service say which entry of the program each is', () => {
    const { open } = suggested({ keys: [key('zai'), key('zai-coding-plan')] });
    expect(suggestionsView({ ...suggested({}), open }, english).items.map(({ title }) => title)).toEqual([
      'z.ai · OpenCode: zai',
      'z.ai · OpenCode: zai-coding-plan',
    ]);
  });

  test('each suggestion says what it is, where it is and what adding means', () => {
    const nameless = folder('.claude-x', { tool: 'claude', user: null, where: 'container' });
    const result = suggested({
      keys: [key('openrouter'), gh('octocat')],
      folders: [folder('.codex-a', { where: 'wsl' }), nameless],
      unread: [{ place: '~/.config/github-copilot/apps.json', problem: 'open-to-others' }],
    });
    const view = suggestionsView({ ...result, otherServices: ['groq'] }, english);
    expect(view.items.map(({ title, text }) => `${title}: ${text}`)).toEqual([
      `OpenRouter key from OpenCode: OpenCode keeps a key for OpenRouter in ${place}. If you add it, Quota Tray tests the key with OpenRouter and stores a copy on this computer.`,
      'GitHub Copilot · octocat: The GitHub command line is signed in as octocat (hosts.yml). If you add the account, Quota Tray reads its token once, tests it with GitHub and stores a copy on this computer.',
      'Codex · ada@mail.test: ada@mail.test is signed in to Codex inside WSL, in ~/.codex-a. If you add the account, Quota Tray reads this folder.',
      'Claude: ~/.claude-x of a container has a sign-in to Claude. If you add the account, Quota Tray reads this folder.',
    ]);
    expect(view.notes).toEqual([
      'Other users of this computer can read ~/.config/github-copilot/apps.json, so it was not used. Run `chmod 600` on it.',
      'OpenCode also keeps keys of services that Quota Tray does not read: groq.',
    ]);
    expect(result.open.map((each) => suggestionLine(each, english))).toEqual([
      'OpenCode keeps a key here. Add it with: quota-tray accounts add --from opencode:openrouter',
      'octocat is signed in here. Add the account with: quota-tray accounts add --from github-cli:octocat',
      'ada@mail.test is signed in here. Add the account with: quota-tray accounts add --from codex-folder:0a1b2c3d',
      'There is a sign-in here. Add the account with: quota-tray accounts add --from claude-folder:0a1b2c3d',
    ]);
  });

  test('whatever a file holds, a command is safe to paste, each id is one suggestion, and no fingerprint is shown', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('openrouter', 'zai', 'github-copilot', 'octocat', '$(x)', '~'));
    const found = fc.record({
      tool: fc.constantFrom('opencode', 'copilot', 'github-cli'),
      entry: name,
      user: fc.option(name),
      place: fc.string(),
      fingerprint: fc.option(fc.constantFrom('canary-1', 'canary-2')),
    });
    fc.assert(
      fc.property(fc.array(found), fc.array(name), (keys, dismissed) => {
        const result = suggested({ keys }, { dismissed });
        const all = [...result.open, ...result.dismissed];
        expect(new Set(ids(all)).size).toBe(all.length);
        for (const suggestion of all) {
          expect(suggestionCommand(suggestion, english)).toMatch(/^quota-tray accounts add --from [\w.:@-]+$/);
          expect(v.is(suggestionIdSchema, suggestion.id)).toBe(true);
          if (suggestion.kind !== 'key') continue;
          expect(suggestion.label.length).toBeLessThanOrEqual(100);
          expect(providers[suggestion.provider].key).toBeDefined();
        }
        expect(JSON.stringify(suggestionsView(result, english))).not.toContain('canary-');
      }),
    );
  });
});
