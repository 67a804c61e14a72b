import { describe, expect, it } from 'vitest';
import type { Finding, HttpOutcome } from '../../../../core/ports.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import { english } from '../../../support/example-states.ts';
import {
  body,
  engineWorld,
  type EngineWorld,
  exampleAccount,
  failure,
  found,
  startMs,
} from '../../../support/engine-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const ada = exampleAccount('ada', { id: 'claude:ada', provider: 'claude' });
const eve = exampleAccount('eve');
const pageBody = (): HttpOutcome => body({ five_hour: { utilization: 20, resets_at: iso(startMs + 4 * hourMs) } });
const iso = (atMs: number): string => new Date(atMs).toISOString();

interface Options {
  readonly findings?: readonly Finding[];
  readonly settings?: Partial<Settings>;
  readonly isEssentialOnly?: boolean;
  /** The used percentage that the tool states; null: it does not answer. */
  readonly tool?: () => number | null;
  readonly page?: (atMs: number) => HttpOutcome;
  /** Default: the tool of Claude. */
  readonly source?: 'tool' | 'app-server';
}

interface ToolWorld extends EngineWorld {
  /** When the tool was asked, ms after the start. */
  readonly toolAskedAt: readonly number[];
  /** When the usage page was asked, ms after the start. */
  readonly pageAskedAt: () => readonly number[];
  readonly usedPercent: () => number | undefined;
  /** How often the tools were told to end. */
  readonly stops: () => number;
  /** Whether each question came from a person. */
  readonly urgency: readonly boolean[];
}

function toolWorld({
  findings = [found(ada)],
  tool = () => 10,
  page = pageBody,
  settings = {},
  isEssentialOnly = false,
  source = 'tool',
}: Options): ToolWorld {
  const toolAskedAt: number[] = [];
  const urgency: boolean[] = [];
  let stops = 0;
  const world = engineWorld({
    findings,
    settings,
    isEssentialOnly: () => isEssentialOnly,
    answer: (_id, atMs, endpointId) => (endpointId === 'usage' ? page(atMs) : failure({ kind: 'timeout' })),
    stopTools: () => void (stops += 1),
    askTool: async (_account, _folder, how) => {
      urgency.push(how?.isUrgent === true);
      const atMs = world.time.nowMs();
      toolAskedAt.push(atMs - startMs);
      const used = tool();
      return used === null
        ? { kind: 'failed', why: 'no-answer' }
        : { kind: 'figures', observation: { ...toolObservation(used, atMs), source } };
    },
  });
  return {
    ...world,
    toolAskedAt,
    urgency,
    stops: () => stops,
    pageAskedAt: () =>
      world.requests.filter(({ endpointId }) => endpointId === 'usage').map(({ atMs }) => atMs - startMs),
    usedPercent: () => world.engine.accounts()[0]?.facts.windows[0]?.usedPercent.said?.value,
  };
}

function toolObservation(used: number, asOfMs: number): Observation {
  const shape = { name: null, scope: 'account', durationSeconds: 18_000, runsWithReset: true } as const;
  const item = { id: 'session', shape, usedPercent: statedValue(used), resetsAtMs: statedValue(startMs + 4 * hourMs) };
  return { source: 'tool', asOfMs, windows: { complete: true, items: [item] }, oddPaths: [] };
}

describe('a sign-in that the service refused while its tool hung', () => {
  const refused = (): HttpOutcome => failure({ kind: 'unauthorised', status: 401 });

  it('works again as soon as the tool answers, and the service is not asked with it meanwhile', async () => {
    let used: number | null = null;
    const world = toolWorld({ tool: () => used, page: refused });
    await world.engine.start();
    await world.time.advance(minuteMs);
    expect(world.pageAskedAt()).toHaveLength(1);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link.kind).toBe('needs-sign-in');
    await world.time.advance(hourMs);
    const questions = world.toolAskedAt.length;
    expect(questions).toBeGreaterThan(2);
    expect(world.pageAskedAt()).toHaveLength(1);
    used = 42;
    await world.time.advance(hourMs);
    expect(world.toolAskedAt.length).toBeGreaterThan(questions);
    expect(world.usedPercent()).toBe(42);
  });

  it('stays refused, without more questions, once the user does not want the tool to be asked', async () => {
    const settings = { askClaudeTool: true };
    const world = toolWorld({ tool: () => null, page: refused, settings });
    await world.engine.start();
    await world.time.advance(minuteMs);
    const questions = world.toolAskedAt.length;
    settings.askClaudeTool = false;
    await world.time.advance(2 * hourMs);
    expect(world.toolAskedAt).toHaveLength(questions);
    expect(world.pageAskedAt()).toHaveLength(1);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link.kind).toBe('needs-sign-in');
  });
});

describe('the tool of an account that answers on occasions', () => {
  it('is asked after the start, and the service at the regular polls', async () => {
    const world = toolWorld({});
    await world.engine.start();
    await world.time.advance(minuteMs);
    expect(world.usedPercent()).toBe(10);
    await world.time.advance(40 * minuteMs);
    expect(world.toolAskedAt).toEqual([0]);
    expect(world.pageAskedAt()).toHaveLength(2);
    expect(world.usedPercent()).toBe(20);
  });

  it('is asked after sleep', async () => {
    const world = toolWorld({});
    await world.engine.start();
    await world.time.advance(minuteMs);
    world.engine.pause('asleep');
    world.time.jump(startMs + 8 * hourMs);
    world.engine.resume('asleep');
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toHaveLength(2);
    expect(world.pageAskedAt()).toEqual([]);
  });

  it('is not asked when only the network came back', async () => {
    const world = toolWorld({});
    await world.engine.start();
    await world.time.advance(minuteMs);
    world.engine.pause('offline');
    await world.time.advance(hourMs);
    world.engine.resume('offline');
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toHaveLength(1);
    expect(world.pageAskedAt()).toHaveLength(1);
  });

  it('is asked when the panel opens on figures that are older than a quarter of an hour', async () => {
    const world = toolWorld({ settings: { refreshMinutes: 60 } });
    await world.engine.start();
    await world.time.advance(10 * minuteMs);
    world.engine.panelOpened();
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toHaveLength(1);
    await world.time.advance(10 * minuteMs);
    world.engine.panelOpened();
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toHaveLength(2);
    expect(world.pageAskedAt()).toEqual([]);
  });

  it('is asked when the user refreshes, and after a warm-up', async () => {
    const world = toolWorld({});
    await world.engine.start();
    await world.time.advance(2 * minuteMs);
    world.engine.refresh(null, 'person');
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toHaveLength(2);
    world.engine.expedite([ada.id], 0);
    await world.time.advance(20 * minuteMs);
    expect(world.toolAskedAt).toHaveLength(3);
    expect(world.urgency).toEqual([false, true, false]);
    expect(world.pageAskedAt()).toEqual([]);
  });

  it('leaves the poll to the service when it has no answer, and the figures are those of the service', async () => {
    const world = toolWorld({ tool: () => null });
    await world.engine.start();
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toEqual([0]);
    expect(world.usedPercent()).toBe(20);
  });

  it.each<readonly [string, Options]>([
    ['the user does not want it', { settings: { askClaudeTool: false } }],
    ['the app sends essential traffic only', { settings: { essentialTrafficOnly: true } }],
    ['Claude Code sends essential traffic only', { isEssentialOnly: true }],
  ])('is never asked while %s', async (_what, options) => {
    const world = toolWorld({ ...options, findings: [found(ada, 'token-1', startMs + minuteMs, null)] });
    await world.engine.start();
    await world.time.advance(hourMs);
    expect(world.toolAskedAt).toEqual([]);
  });

  it('is not asked by a process that ends after its first answers', async () => {
    const world = toolWorld({});
    await world.engine.start({ runsOnce: true });
    await world.time.advance(minuteMs);
    expect(world.toolAskedAt).toEqual([]);
    expect(world.usedPercent()).toBe(20);
  });

  it('sends nothing while Claude is not to be asked at all', async () => {
    const world = toolWorld({ settings: { askClaude: false } });
    await world.engine.start();
    await world.time.advance(hourMs);
    expect(world.toolAskedAt).toEqual([]);
    expect(world.pageAskedAt()).toEqual([]);
  });
});

describe('the end of polling', () => {
  it('ends the tools that run', async () => {
    const world = toolWorld({});
    await world.engine.start();
    expect(world.stops()).toBe(0);
    world.engine.stop();
    expect(world.stops()).toBe(1);
  });
});

describe('the last answer of each source', () => {
  it('is kept with the account, and so is the reason why the tool gave no figures', async () => {
    let used: number | null = 10;
    const world = toolWorld({ tool: () => used });
    await world.engine.start();
    await world.time.advance(16 * minuteMs);
    const sources = () => world.engine.accounts()[0]?.sources;
    expect(sources()).toEqual({
      tool: { asOfMs: startMs },
      poll: { asOfMs: startMs + (world.pageAskedAt()[0] ?? 0) },
    });
    used = null;
    world.engine.refresh(null, 'person');
    await world.time.advance(minuteMs);
    expect(sources()?.tool).toEqual({
      asOfMs: startMs,
      failure: { why: 'no-answer', asOfMs: startMs + (world.toolAskedAt[1] ?? 0) },
    });
    expect(world.stored.get(ada.id)?.sources).toEqual(sources());
  });
});

describe('a sign-in whose token has expired', () => {
  const asleep = found(ada, 'token-1', startMs - minuteMs, null);
  const expired = (): HttpOutcome => failure({ kind: 'credential-expired', expiredAtMs: startMs - minuteMs });

  it('is answered by the tool, which renews it, and the account is not asked to sign in again', async () => {
    const world = toolWorld({ findings: [asleep], page: expired });
    await world.engine.start();
    await world.time.advance(minuteMs);
    expect(world.usedPercent()).toBe(10);
    expect(world.pageAskedAt()).toEqual([]);
  });

  const shown = (world: ToolWorld) =>
    buildSnapshot(world.engine.accounts(), defaultSettings, english, world.time.nowMs()).accounts[0];

  it('names the next question to its tool as its next refresh', async () => {
    const world = toolWorld({ findings: [asleep], page: expired });
    await world.engine.start();
    await world.time.advance(minuteMs);
    expect(shown(world)?.state).toBe('fresh');
    const next = Date.parse(shown(world)?.nextRefreshAt ?? '');
    await world.time.advance(next - world.time.nowMs() + minuteMs);
    expect(world.toolAskedAt).toEqual([0, expect.any(Number)]);
    expect(Math.abs((world.toolAskedAt[1] ?? 0) + startMs - next)).toBeLessThanOrEqual(minuteMs);
  });

  it('is asked through the tool in a process that ends after its first answers, too', async () => {
    const world = toolWorld({ findings: [asleep], page: expired });
    await world.engine.start({ runsOnce: true });
    await world.time.advance(minuteMs);
    expect(world.usedPercent()).toBe(10);
  });

  it('is asked again at the interval of the service while the tool has no answer', async () => {
    const world = toolWorld({ findings: [asleep], page: expired, tool: () => null });
    await world.engine.start();
    await world.time.advance(hourMs + minuteMs);
    expect(world.toolAskedAt).toEqual([0, 15, 30, 45, 60].map((minutes) => minutes * minuteMs));
  });

  it('is used again once it is renewed, not before the minimum interval has passed', async () => {
    const world = toolWorld({ findings: [asleep] });
    await world.engine.start();
    await world.time.advance(minuteMs);
    await world.find([found(ada, 'token-2', startMs + 8 * hourMs, null)]);
    await world.time.advance(13 * minuteMs);
    expect(world.pageAskedAt()).toEqual([]);
    await world.time.advance(5 * minuteMs);
    expect(world.pageAskedAt()).toHaveLength(1);
    expect(world.toolAskedAt).toEqual([0]);
  });

  it('is used within a minute when the user renews it while the tool had no answer', async () => {
    const world = toolWorld({
      findings: [asleep],
      tool: () => null,
      page: (atMs) => (atMs > startMs ? pageBody() : expired()),
    });
    await world.engine.start();
    await world.time.advance(2 * minuteMs);
    await world.find([found(ada, 'token-2', startMs + 8 * hourMs, null)]);
    await world.time.advance(2 * minuteMs);
    expect(world.usedPercent()).toBe(20);
  });

  it('has ended where the tool cannot renew it, and nothing is asked', async () => {
    const world = toolWorld({ findings: [found(ada, 'token-1', startMs - minuteMs)] });
    await world.engine.start();
    await world.time.advance(hourMs);
    expect(world.toolAskedAt).toEqual([]);
    expect(world.pageAskedAt()).toEqual([]);
  });
});

describe('a token that the service refuses before its end', () => {
  it('is renewed by the tool in the same poll', async () => {
    const world = toolWorld({
      findings: [found(ada, 'token-1', startMs + hourMs, null)],
      page: () => failure({ kind: 'unauthorised', status: 401 }),
    });
    await world.engine.start({ runsOnce: true });
    await world.time.advance(minuteMs);
    expect(world.pageAskedAt()).toEqual([0]);
    expect(world.toolAskedAt).toEqual([0]);
    expect(world.usedPercent()).toBe(10);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link.kind).toBe('idle');
  });

  it('needs a new sign-in when the tool has no answer either', async () => {
    const world = toolWorld({ tool: () => null, page: () => failure({ kind: 'unauthorised', status: 401 }) });
    await world.engine.start({ runsOnce: true });
    await world.time.advance(minuteMs);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link.kind).toBe('needs-sign-in');
  });
});

describe('the tool of an account that answers at every poll', () => {
  it('is asked each time, also for a sign-in that is asleep', async () => {
    const world = toolWorld({ findings: [found(eve, 'token-1', startMs - minuteMs, null)] });
    await world.engine.start();
    await world.time.advance(11 * minuteMs);
    expect(world.toolAskedAt.length).toBeGreaterThan(1);
    expect(world.pageAskedAt()).toEqual([]);
  });

  const full = exampleAccount('eve', { baseUrl: 'https://eve.example/backend-api' });
  const page = (): HttpOutcome =>
    body({ plan_type: 'plus', model_usage: { astra: { available: false, available_at: null } } });

  it('leaves the models to the page, which is read hourly', async () => {
    const world = toolWorld({ findings: [found(full)], source: 'app-server', page });
    await world.engine.start();
    await world.time.advance(30 * minuteMs);
    expect(world.pageAskedAt()).toHaveLength(1);
    expect(world.engine.accounts()[0]?.facts.unavailableModels.said?.value).toMatchObject([{ name: 'astra' }]);
    await world.time.advance(2 * hourMs);
    expect(world.pageAskedAt()).toHaveLength(3);
    expect(world.usedPercent()).toBe(10);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link.kind).toBe('idle');
  });

  it('is no reason to read the page for the models while only essential traffic is wanted', async () => {
    const settings = { essentialTrafficOnly: true };
    const world = toolWorld({ findings: [found(full)], source: 'app-server', page, settings });
    await world.engine.start();
    await world.time.advance(3 * hourMs);
    expect(world.pageAskedAt()).toEqual([]);
  });
});
