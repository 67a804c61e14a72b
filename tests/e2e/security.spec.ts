import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { projectRoot } from '../../scripts/process/project.ts';
import { bridgeNames, panelUrl, type SecurityApp, startApp } from './security-app.ts';
import { filesBelow } from './state-files.ts';

let app: SecurityApp;
let page: Page;

test.beforeAll(async () => {
  app = await startApp();
  page = await app.open('panel');
});
test.afterAll(() => app.close());

test('every window seals its page in (checklist 2, 3, 4, 6, 8, 9, 10)', async () => {
  await app.open('settings');
  const preferences = await app.application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      // Older versions of Electron show this only under its name of then.
      const contents = window.webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> };
      return contents.getLastWebPreferences();
    }),
  );
  expect(preferences).toHaveLength(2);
  for (const given of preferences) {
    expect(given).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true });
    expect(given).toMatchObject({ nodeIntegration: false, nodeIntegrationInSubFrames: false });
    expect(given).toMatchObject({ allowRunningInsecureContent: false, webviewTag: false });
    for (const name of ['nodeIntegrationInWorker', 'experimentalFeatures', 'enableBlinkFeatures']) {
      expect(given[name], name).toBeFalsy();
    }
  }
});

test('pages run in the sandbox of the system, and Electron is not told otherwise (checklist 4)', async () => {
  test.skip(
    process.platform === 'linux' && process.getuid?.() === 0,
    'root cannot use the sandbox; run as another user',
  );
  expect(await app.application.evaluate((electron) => electron.app.commandLine.hasSwitch('no-sandbox'))).toBe(false);
  if (process.platform === 'linux') return;
  const metrics = await app.application.evaluate((electron) => electron.app.getAppMetrics());
  const pages = metrics.filter(({ type }) => type === 'Tab');
  expect(pages.length).toBeGreaterThan(0);
  expect(pages.every(({ sandboxed }) => sandboxed)).toBe(true);
});

test('the policy is a header of every answer (checklist 7)', async () => {
  const policies = await page.evaluate(async () => {
    const answers = await Promise.all([fetch(location.href), fetch('/settings.html'), fetch('/nothing-here.js')]);
    return answers.map(({ headers }) => [
      headers.get('content-security-policy'),
      headers.get('x-content-type-options'),
    ]);
  });
  for (const [policy, sniffing] of policies) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe-');
    expect(sniffing).toBe('nosniff');
  }
});

test('the policy bites: no foreign picture, no foreign request, no script of one line, no eval (checklist 7)', async () => {
  const outcome = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const picture = new Promise<string>((resolve) => {
      const image = new Image();
      image.addEventListener('load', () => resolve('loaded'));
      image.addEventListener('error', () => resolve('refused'));
      image.src = 'https://example.com/picture.png';
    });
    const request = fetch('https://example.com/').then(
      () => 'answered',
      () => 'refused',
    );
    const inline = (() => {
      try {
        const script = document.createElement('script');
        script.textContent = 'window.hasRun = true';
        document.head.append(script);
        return 'appended';
      } catch (error) {
        return (error as Error).name;
      }
    })();
    // Called from here it would be exempt, as the debugger's own code is.
    const evaluated = new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          // oxlint-disable-next-line no-eval -- that it is refused is what is tested
          (0, eval)('window.hasRun = true');
          resolve('ran');
        } catch (error) {
          resolve((error as Error).name);
        }
      });
    });
    const answers = { picture: await picture, request: await request, inline, evaluated: await evaluated };
    return { ...answers, violations, hasRun: 'hasRun' in window };
  });
  expect(outcome).toMatchObject({ picture: 'refused', request: 'refused', inline: 'TypeError', hasRun: false });
  expect(outcome.evaluated).toBe('EvalError');
  expect(outcome.violations).toEqual(expect.arrayContaining(['img-src', 'connect-src', 'require-trusted-types-for']));
});

test('the page finds no Node and exactly the bridge of the contract, which it cannot change (checklist 20)', async () => {
  const found = await page.evaluate(() => {
    const names = ['require', 'module', 'process', 'Buffer', 'global', '__dirname', 'ipcRenderer', 'electron'];
    const bridge = (window as unknown as { quotaTray: Record<string, unknown> }).quotaTray;
    const before = bridge['getPanel'];
    try {
      bridge['getPanel'] = 'replaced';
      (window as unknown as { quotaTray: unknown }).quotaTray = 'replaced';
    } catch {
      // Refused aloud, which is as good.
    }
    const after = (window as unknown as { quotaTray: Record<string, unknown> }).quotaTray;
    return {
      node: names.filter((name) => name in window),
      bridge: Object.keys(after).sort(),
      isSame: after['getPanel'] === before && typeof before === 'function',
    };
  });
  expect(found).toEqual({ node: [], bridge: bridgeNames, isSame: true });
});

test('no page is embedded in a page, whatever a window allows (checklist 11, 12)', async () => {
  const inside = await page.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.com/');
    view.setAttribute('allowpopups', '');
    document.body.append(view);
    const isPlain = !('getURL' in view);
    view.remove();
    return isPlain;
  });
  expect(inside).toBe(true);
  const attached = await app.application.evaluate(async ({ BrowserWindow, webContents }) => {
    const window = new BrowserWindow({ show: false, webPreferences: { webviewTag: true, sandbox: true } });
    let attachments = 0;
    let isPrevented = false;
    window.webContents.on('will-attach-webview', (event) => (isPrevented = event.defaultPrevented));
    window.webContents.on('did-attach-webview', () => (attachments += 1));
    await window.loadURL('data:text/html,<webview src="data:text/html,inside" allowpopups></webview>');
    for (let turn = 0; turn < 100 && !isPrevented; turn += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    const views = webContents.getAllWebContents().filter((each) => each.getType() === 'webview').length;
    window.destroy();
    return { attachments, isPrevented, views };
  });
  expect(attached).toEqual({ attachments: 0, isPrevented: true, views: 0 });
});

test('no permission is given (checklist 5)', async () => {
  const answers = await page.evaluate(async () => {
    const state = async (name: string) => (await navigator.permissions.query({ name: name as PermissionName })).state;
    const failed = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'given',
        () => 'refused',
      );
    return {
      notification: await Notification.requestPermission(),
      geolocation: await state('geolocation'),
      camera: await state('camera'),
      microphone: await state('microphone'),
      devices: await failed(navigator.mediaDevices.getUserMedia({ audio: true, video: true })),
      clipboard: await failed(navigator.clipboard.readText()),
      screen: await failed(navigator.mediaDevices.getDisplayMedia()),
    };
  });
  const states = ['denied', 'denied', 'denied', 'denied', 'refused', 'refused', 'refused'];
  expect(Object.values(answers)).toEqual(states);
});

test('only files of the pages are served, and only to be read (checklist 18)', async () => {
  expect(page.url()).toContain(panelUrl);
  const statuses = await page.evaluate(async () => {
    const asked = [
      '/..%2f..%2fmain/index.cjs',
      '/%2e%2e/main/index.cjs',
      '/..\\main/index.cjs',
      '/%252e%252e/main/index.cjs',
      '/../../package.json',
      '/',
    ];
    const read = await Promise.all(asked.map(async (url) => (await fetch(url)).status));
    return [...read, (await fetch('/panel.html', { method: 'POST' })).status];
  });
  expect(statuses.filter((status) => status !== 403 && status !== 404)).toEqual([]);
  for (const url of ['app://elsewhere/panel.html', 'file:///etc/passwd', 'http://127.0.0.1:9/']) {
    const outcome = await page.evaluate(
      (address) =>
        fetch(address).then(
          ({ status }) => String(status),
          () => 'refused',
        ),
      url,
    );
    expect(outcome, url).toBe('refused');
  }
});

test('what is built makes no code of a text and has no source map (static)', async () => {
  const built = path.join(projectRoot, 'dist');
  const files = await filesBelow(built);
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  const programs = files.filter((file) => /\.(c?js|html)$/.test(file));
  expect(programs.filter((file) => file.startsWith('renderer')).length).toBeGreaterThan(2);
  const found = await Promise.all(
    programs.map(async (file) => {
      const lines = (await readFile(path.join(built, file), 'utf8')).split('\n');
      return lines.flatMap((line) => (/\beval\(|new Function\(/.test(line) ? [`${file}: ${line.trim()}`] : []));
    }),
  );
  // The library of the settings file has a compiler for schemas. The app gives it no schema.
  expect(
    found
      .flat()
      .filter((line) => !/^(main|cli)\/.*: const validate = new Function\(`\$\{names_1\.default\.self\}`/.test(line)),
  ).toEqual([]);
});
