import { describe, expect, it, vi } from 'vitest';
import { statedValue } from '../../../../../core/usage/fact.ts';
import { account, askingTool, good, limits } from '../../../../support/codex/app-server.ts';

const hourMs = 3_600_000;
const readMethod = 'account/rateLimits/read';
const short = { startMs: 20_000, readMs: 300 };
const session = { windows: { items: [{ id: 'session', usedPercent: statedValue(41) }, { id: 'weekly' }] } };

describe('asking the Codex command line', () => {
  it('returns the answer, with the time of the request', async () => {
    const { ask, codexHome } = await askingTool({ answer: good });
    expect(await ask(account, codexHome)).toMatchObject({
      source: 'app-server',
      asOfMs: 1_795_305_600_000,
      plan: statedValue('pro'),
      balance: statedValue('87.25'),
      ...session,
    });
  });

  it('sends the app’s name, in the folder of the account, without our variables', async () => {
    const environment = {
      QUOTA_TRAY_HOME: '/secret',
      OPENAI_API_KEY: 'sk-canary',
      HTTPS_PROXY: 'http://proxy.example',
    };
    const { options } = await askingTool({ answer: good });
    const { ask, codexHome, runs } = await askingTool(null, {
      environment: { ...options.environment, ...environment },
    });
    await ask(account, codexHome);
    const [run] = runs();
    expect(run?.argv).toEqual(['-s', 'read-only', '-a', 'never', 'app-server']);
    expect(run?.asked.map(({ method }) => method)).toEqual([
      'initialize',
      'initialized',
      'account/rateLimits/read',
      'account/read',
    ]);
    expect(run?.asked[0]).toMatchObject({ params: { clientInfo: { name: 'quota-tray', version: '1.2.3' } } });
    expect(run?.environment).toMatchObject({ CODEX_HOME: codexHome, HTTPS_PROXY: 'http://proxy.example' });
    expect(JSON.stringify(run?.environment)).not.toMatch(/QUOTA_TRAY|canary/);
  });

  it('ignores other messages, and requests of the tool itself', async () => {
    const noise = { method: 'configWarning', params: { summary: 'x' } };
    const { ask, codexHome } = await askingTool({
      first: [noise, 'this is no JSON', '', '[1]', 'null', { id: 77, result: {} }],
      before: [noise, { id: 2, method: 'item/tool/call', params: {} }, { id: 1, error: { message: 'late' } }],
      answer: good,
    });
    expect(await ask(account, codexHome)).toMatchObject(session);
  });

  it('merges an update from before the answer: it fills gaps and replaces nothing', async () => {
    const stated = { ...limits, secondary: null };
    const { ask, codexHome } = await askingTool({
      before: [
        {
          method: 'account/rateLimits/updated',
          params: {
            rateLimits: { primary: { usedPercent: 90, windowDurationMins: 300 }, secondary: limits.secondary },
          },
        },
      ],
      answer: { result: { rateLimits: stated, rateLimitsByLimitId: { codex: stated } } },
    });
    expect(await ask(account, codexHome)).toMatchObject({
      windows: {
        complete: false,
        items: [{ usedPercent: statedValue(41) }, { id: 'weekly', usedPercent: statedValue(12) }],
      },
    });
  });

  it('waits for a slow start, and reads the last output of a tool that ends at once', async () => {
    const { ask, codexHome } = await askingTool({ greetsAfterMs: 400, leavesAfterAnswer: true, answer: good });
    expect(await ask(account, codexHome)).toMatchObject(session);
  });

  it('a plan alone gives no window', async () => {
    const { ask, codexHome } = await askingTool({ answer: { result: { rateLimits: { planType: 'plus' } } } });
    const observation = await ask(account, codexHome);
    expect(observation?.plan).toEqual(statedValue('plus'));
    expect(observation?.windows).toBeUndefined();
  });

  it('reads the body that an error quotes, and shows nothing of it', async () => {
    const message = `Decode error; body={"email":"canary@mail.test","rate_limit":{"primary_window":{"used_percent":7.5,"limit_window_seconds":18000}}}`;
    const { ask, codexHome, logged } = await askingTool({ answer: { error: { code: -32603, message } } });
    expect(await ask(account, codexHome)).toMatchObject({ windows: { items: [{ usedPercent: statedValue(7.5) }] } });
    expect(logged.join()).not.toContain('canary');
  });

  it('does not ask if our variable changes the endpoint, which the tool does not know', async () => {
    const { options, codexHome } = await askingTool({ answer: good });
    const moved = await askingTool(null, {
      environment: { ...options.environment, QUOTA_TRAY_CODEX_BASE_URL: 'http://127.0.0.1:1' },
    });
    expect(await moved.ask(account, codexHome)).toBeNull();
    expect(moved.runs()).toEqual([]);
  });

  it('asks one at a time in one folder', async () => {
    const { ask, codexHome, runs } = await askingTool({ greetsAfterMs: 100, answer: good });
    const answers = await Promise.all([ask(account, codexHome), ask(account, codexHome), ask(account, codexHome)]);
    expect(answers.every((answer) => answer !== null)).toBe(true);
    expect(runs().map(({ asked }) => asked.length)).toEqual([4, 3, 3]);
  });

  it('leaves out the single banked resets, unless they are wanted', async () => {
    const wanted = new Set<string>();
    const tool = await askingTool({ answer: good }, { wantsResetDetails: (accountId) => wanted.has(accountId) });
    const paramsOf = () => tool.runs().map(({ asked }) => asked[2]?.['params']);
    await tool.ask(account, tool.codexHome);
    wanted.add(account.id);
    await tool.ask(account, tool.codexHome);
    expect(paramsOf()).toEqual([{ excludeResetCreditDetails: true }, undefined]);
  });

  it('asks an older tool without parameters, and sends none for a day', async () => {
    const tool = await askingTool({ answer: good, isOld: true });
    const readings = () => tool.runs().map(({ asked }) => asked.filter(({ method }) => method === readMethod).length);
    expect(await tool.ask(account, tool.codexHome)).toMatchObject(session);
    expect(await tool.ask(account, tool.codexHome)).toMatchObject(session);
    tool.moveClock(24 * hourMs);
    expect(await tool.ask(account, tool.codexHome)).toMatchObject(session);
    expect(readings()).toEqual([2, 1, 2]);
  });

  it('asks once a day for the name of the workspace, and needs no answer', async () => {
    const named = { answers: { 'account/read': { result: { account: { workspaceName: 'Acme' } } } } };
    const tool = await askingTool({ answer: good, ...named });
    expect(await tool.ask(account, tool.codexHome)).toMatchObject({ workspace: statedValue('Acme'), ...session });
    expect(await tool.ask(account, tool.codexHome)).not.toHaveProperty('workspace');
    tool.moveClock(24 * hourMs);
    expect(await tool.ask(account, tool.codexHome)).toMatchObject({ workspace: statedValue('Acme') });
    const silent = await askingTool({ answer: good, answers: { 'account/read': null } }, { timeouts: short });
    expect(await silent.ask(account, silent.codexHome)).toMatchObject(session);
  });
});

describe('a Codex command line without an answer', () => {
  it('is missing: the endpoint is asked at once, and the tool is searched again after an hour', async () => {
    const findCommand = vi.fn(() => Promise.resolve(null));
    const { ask, codexHome, moveClock } = await askingTool(null, { findCommand });
    expect(await ask(account, codexHome)).toBeNull();
    expect(await ask({ ...account, id: 'codex:two' }, codexHome)).toBeNull();
    expect(findCommand).toHaveBeenCalledTimes(1);
    moveClock(hourMs);
    await ask(account, codexHome);
    expect(findCommand).toHaveBeenCalledTimes(2);
  });

  it('has disappeared or is not a program: it is not asked for an hour', async () => {
    const { ask, codexHome, logged } = await askingTool(null, {
      findCommand: () => Promise.resolve({ file: '/nowhere/codex', before: [] }),
    });
    expect(await ask(account, codexHome)).toBeNull();
    expect(logged).toHaveLength(1);
    expect(await ask(account, codexHome)).toBeNull();
    expect(logged).toHaveLength(1);
  });

  it('answers with an error: it is asked for other accounts, and for this one after an hour', async () => {
    const { ask, codexHome, runs, logged, behave, moveClock } = await askingTool({
      answer: { error: { code: -32600, message: 'canary' } },
    });
    expect(await ask(account, codexHome)).toBeNull();
    expect(await ask(account, codexHome)).toBeNull();
    expect(runs()).toHaveLength(1);
    expect(logged.join()).not.toContain('canary');
    await behave({ answer: good });
    expect(await ask({ ...account, id: 'codex:two' }, codexHome)).toMatchObject(session);
    moveClock(hourMs);
    expect(await ask(account, codexHome)).toMatchObject(session);
  });

  it('answers for another account, so the answer is ignored', async () => {
    const other = { result: { ...good.result, accountId: 'acct-other' } };
    const { ask, codexHome, behave } = await askingTool({ answer: other });
    expect(await ask(account, codexHome)).toBeNull();
    expect(await ask({ ...account, id: 'codex:nameless', vendorAccountId: null }, codexHome)).toBeNull();
    await behave({ answer: { result: { ...good.result, accountId: 'acct-one' } } });
    expect(await ask({ ...account, id: 'codex:same' }, codexHome)).toMatchObject(session);
  });

  it('answers with an unknown form', async () => {
    const { ask, codexHome } = await askingTool({ answer: { result: 'fine' } });
    expect(await ask(account, codexHome)).toBeNull();
  });
});
