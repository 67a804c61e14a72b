import { describe, expect, it } from 'vitest';
import { resetHandlers } from '../../../../main/app/handlers/reset-credits.ts';
import { engineWorld, exampleAccount, failure, found } from '../../../support/engine-world.ts';
import { english } from '../../../support/example-states.ts';

const claude = exampleAccount('home', { id: 'claude:home', provider: 'claude' });
const codex = exampleAccount('work', { id: 'codex:work' });

async function copyAt(accountId: string, copyFails = false) {
  const { engine } = engineWorld({
    findings: [found(claude), found(codex)],
    answer: () => failure({ kind: 'timeout' }),
  });
  await engine.start();
  const copied: string[] = [];
  const unused = (): never => {
    throw new Error('Copying needs neither a request nor a disk.');
  };
  const services = {
    ...{ engine, locale: () => english, database: unused, report: unused },
    ...{ accountTool: { redeemReset: unused } },
    ...{ http: { send: unused }, clock: { nowMs: unused }, settings: { get: unused } },
  };
  const handlers = resetHandlers(services as unknown as Parameters<typeof resetHandlers>[0], async (text) => {
    if (copyFails) throw new Error('The clipboard is busy.');
    copied.push(text);
  });
  const answer = handlers['resets.copy-command']({ accountId }, { webContentsId: 1 });
  return { answer, copied };
}

describe('copying the command that uses a banked reset', () => {
  it('copies the text of the provider and says where to type it', async () => {
    const { answer, copied } = await copyAt(claude.id);
    expect(await answer).toEqual({ copied: true, message: 'Copied. Type it in Claude Code.' });
    expect(copied).toEqual(['/limit-reset']);
  });

  it.each([codex.id, 'claude:nobody'])('copies nothing for %s', async (accountId) => {
    const { answer, copied } = await copyAt(accountId);
    expect(await answer).toEqual({ copied: false, message: 'You cannot use resets of this account here.' });
    expect(copied).toEqual([]);
  });

  it('fails where the clipboard fails, so that nobody pastes something else', async () => {
    const { answer } = await copyAt(claude.id, true);
    await expect(answer).rejects.toThrow('The clipboard is busy.');
  });
});
