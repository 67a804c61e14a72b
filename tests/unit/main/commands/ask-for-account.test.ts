import { describe, expect, it, vi } from 'vitest';
import { askForAccount } from '../../../../main/commands/ask-for-account.ts';
import type { AccountChangeCommand } from '../../../../main/commands/change-accounts.ts';
import { english } from '../../../support/example-states.ts';

type Add = Extract<AccountChangeCommand, { kind: 'accounts-add' }>;

const nothing: Add = {
  kind: 'accounts-add',
  ...{ provider: '', label: '', baseUrl: null, organizationId: null },
  serviceFile: null,
  ...{ secretStdin: false, unprotected: false, json: false },
};

/** Asks with these answers in turn; after the last one the input has ended. */
async function asked(command: Add, answers: readonly string[]) {
  const left = [...answers];
  const questions: string[] = [];
  const printed = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  const source = {
    isTerminal: true,
    read: async () => null,
    ask: async () => null,
    askText: async (question: string) => {
      questions.push(question);
      return left.shift() ?? null;
    },
  };
  const account = await askForAccount(command, english, source);
  const lines = printed.mock.calls.map(([text]) => String(text)).join('');
  printed.mockRestore();
  return { account, questions, lines };
}

describe('adding an account without arguments', () => {
  it('takes a part of a name, and the name of the service as the account’s name', async () => {
    const { account } = await asked(nothing, ['router', '']);
    expect(account).toEqual({ ...nothing, provider: 'openrouter', label: 'OpenRouter' });
  });

  it('asks for the address and the id only where the service needs them', async () => {
    const { account, questions } = await asked(nothing, ['relay', 'lab', 'https://relay.example', 'install-7']);
    expect(account).toMatchObject({
      provider: 'relay',
      label: 'lab',
      baseUrl: 'https://relay.example',
      organizationId: 'install-7',
    });
    expect(questions.at(-1)).toBe('Install ID:');
    expect((await asked({ ...nothing, provider: 'deepseek' }, ['lab'])).questions).toEqual([
      'Name of the account (empty: DeepSeek):',
    ]);
  });

  it('lists the services that the words name until one is left', async () => {
    const { account, lines } = await asked(nothing, ['', 'no such thing', 'kimi', 'mine']);
    expect(account?.provider).toBe('kimi');
    expect(lines).toContain('deepseek  DeepSeek: a balance (API key)');
    expect(lines).toContain('No service matches “no such thing”.');
  });

  it('looks for names first, and for figures only where no name fits', async () => {
    const byName = await asked(nothing, ['mi']);
    expect(byName.lines).toContain('kimi  Kimi Code: limits');
    expect(byName.lines).not.toContain('zai');
    expect((await asked(nothing, ['sessions', '', 'https://llm.example'])).account?.provider).toBe('openai-compatible');
  });

  it('ends without an account when the input ends', async () => {
    for (const answers of [[], ['router'], ['relay', 'lab'], ['relay', 'lab', 'https://relay.example']])
      expect((await asked(nothing, answers)).account).toBeNull();
  });
});
