import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { say } from '../../scripts/process/exit.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { createAccountCache } from '../../main/node/storage/account-cache.ts';
import { startStatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { manyAccounts } from '../support/many-accounts.ts';
import { type Figure, median } from './figures.ts';
import { type ProbedApp, type Scrolled, startProbedApp } from './probed-app.ts';

/** Once the figures are read and the first polls have failed, nothing else of the app competes with the panel. */
const settleMs = 4_000;
const betweenMs = 400;
/** A frame that takes longer than this is seen as a jerk. */
const longFrameMs = 32;

interface Times {
  readonly cold: number[];
  readonly warm: number[];
  readonly longFrames: number[];
}

/**
 * How fast the panel opens and scrolls with 10 and with 1,000 accounts, beside a bare Electron window with the same cards
 * as a static page. All apps run at once and take turns, so that a busy computer delays them alike.
 */
export async function measureOpening(rounds: number): Promise<readonly Figure[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-opening-'));
  const host = await startStatusNotifierHost();
  const apps: ProbedApp[] = [];
  const start = async (...which: Parameters<typeof startProbedApp>): Promise<ProbedApp> => {
    const app = await startProbedApp(...which);
    apps.push(app);
    return app;
  };
  try {
    const [ten, thousand] = [path.join(folder, 'ten'), path.join(folder, 'thousand')];
    await fillHome(ten, 10);
    await fillHome(thousand, 1000);
    const ofTen = await start(host, 'probed-panel', ten);
    const ofThousand = await start(host, 'probed-panel', thousand);
    await pause(settleMs);
    // The first opening reads the files of the page from the disk; it is the warm-up.
    await ofTen.open('new');
    const nodes = await ofTen.nodes();
    await pause(betweenMs);
    const page = path.join(folder, 'page.html');
    await writeFile(page, await staticPage(await ofTen.html()));
    const bare = await start(host, 'bare-panel', path.join(folder, 'bare'), { PROBE_PAGE: page });
    for (const app of [bare, ofThousand]) await app.open('new');

    const times = new Map([bare, ofTen, ofThousand].map((app): [ProbedApp, Times] => [app, emptyTimes()]));
    for (let round = 0; round < rounds; round += 1) {
      say(`Opening the panel, round ${round + 1} of ${rounds}.`);
      for (const [app, { cold, warm, longFrames }] of times) {
        app.destroy();
        await pause(betweenMs);
        cold.push(await app.open('new'));
        await pause(betweenMs);
        if (app !== ofTen) longFrames.push(longFramesOf(await app.scroll(), app === ofThousand));
        app.hide();
        await pause(betweenMs);
        warm.push(await app.open('kept'));
      }
    }
    return figuresOf(
      [bare, ofTen, ofThousand].map((app) => times.get(app) ?? emptyTimes()),
      nodes,
    );
  } finally {
    for (const app of apps) await app.stop();
    await host.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function figuresOf([bare, ofTen, ofThousand]: readonly Times[], nodes: number): readonly Figure[] {
  if (bare === undefined || ofTen === undefined || ofThousand === undefined) return [];
  const rows: readonly (readonly [string, keyof Times, Times, Times, Figure['budget']])[] = [
    ['click to first content, cold', 'cold', ofTen, bare, { kind: 'either', ratio: 1.15, above: 60 }],
    ['click to first content, cold, 1,000 accounts against 10', 'cold', ofThousand, ofTen, { kind: 'ratio', most: 2 }],
    ['click to content, reopened', 'warm', ofTen, bare, { kind: 'either', ratio: 1.15, above: 60 }],
    [
      'click to content, reopened, 1,000 accounts',
      'warm',
      ofThousand,
      bare,
      { kind: 'either', ratio: 1.15, above: 60 },
    ],
  ];
  const least = (times: readonly number[]): number => Math.min(...times);
  const rounds = bare.cold.length;
  return [
    ...rows.map(([name, key, ours, baseline, budget]): Figure => ({
      ...{ name: `panel: ${name} (least of ${rounds})`, unit: 'ms', budget },
      ...{ baseline: least(baseline[key]), ours: least(ours[key]) },
    })),
    {
      ...{ name: `panel: frames over ${longFrameMs} ms while scrolling 1,000 accounts`, unit: '%' },
      baseline: median(bare.longFrames),
      ours: median(ofThousand.longFrames),
      budget: { kind: 'above', most: 5 },
      // Other programs take frames away from a page with work to do, and none from a still one.
      noise: 10,
    },
    {
      ...{ name: 'panel: elements of the page at its first content', unit: '', baseline: null, ours: nodes },
      budget: { kind: 'most', most: 700 },
      isExact: true,
    },
  ];
}

function emptyTimes(): Times {
  return { cold: [], warm: [], longFrames: [] };
}

/** The share of frames that took too long, in percent. `isLong`: the page must have moved by each of them. */
function longFramesOf({ gapsMs, topPixels }: Scrolled, isLong: boolean): number {
  if (isLong && topPixels < gapsMs.length) throw new Error(`the page moved by ${topPixels} pixels only`);
  return (100 * gapsMs.filter((gap) => gap > longFrameMs).length) / gapsMs.length;
}

/** Writes a state folder of a user who knows the app, with this many accounts, which nobody is signed in to. */
async function fillHome(home: string, count: number): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(path.join(home, 'settings.json'), JSON.stringify({ version: 1, welcomed: true }));
  const cache = createAccountCache({
    folder: path.join(home, 'cache', 'accounts'),
    nowMs: Date.now,
    report: ({ kind }) => {
      throw new Error(`the cache was not written: ${kind}`);
    },
  });
  manyAccounts(count, Date.now()).forEach(cache.save);
  cache.flush();
}

/** The drawn page with its styles, and without its script. */
async function staticPage(html: string): Promise<string> {
  const assets = path.join(projectRoot, 'dist', 'renderer', 'assets', 'panel');
  const sheets = (await readdir(assets)).filter((name) => name.startsWith('panel-') && name.endsWith('.css'));
  const styles = await Promise.all(sheets.map((name) => readFile(path.join(assets, name), 'utf8')));
  return `<!doctype html><meta charset="utf-8"><style>${styles.join('\n')}</style>${html}`;
}
