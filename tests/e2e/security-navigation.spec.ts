import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { panelUrl, type SecurityApp, startApp } from './security-app.ts';

// After a prevented navigation Playwright's locators wait for ever, so everything here goes
// through the main process, and each test has its own app.
let app: SecurityApp;

test.beforeEach(async () => {
  app = await startApp();
  await app.open('panel');
});
test.afterEach(() => app.close());

/** Runs code in the panel's page and answers where the page is then. */
function runInPanel(code: string): Promise<string> {
  return app.application.evaluate(async ({ BrowserWindow }, script) => {
    const panel = BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().includes('panel.html'));
    await panel?.webContents.executeJavaScript(`${script}; true`).catch(() => undefined);
    return panel?.webContents.getURL() ?? 'no panel';
  }, code);
}

test('a page of ours goes nowhere else (checklist 13)', async () => {
  await app.application.evaluate(({ BrowserWindow }) => {
    const seen: { readonly prevented: boolean; readonly url: string }[] = [];
    Object.assign(globalThis, { navigationsSeen: seen });
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.on('will-frame-navigate', (event) => seen.push({ prevented: event.defaultPrevented, url: event.url }));
  });
  const seen = () =>
    app.application.evaluate(
      () =>
        (globalThis as unknown as { navigationsSeen: { readonly prevented: boolean; readonly url: string }[] })
          .navigationsSeen,
    );
  const link = (url: string) =>
    `const a = document.createElement('a'); a.href = '${url}'; document.body.append(a); a.click(); a.remove()`;
  const meta = (url: string) =>
    `const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=${url}'; document.head.append(m)`;

  expect(await runInPanel("location.assign('file:///etc/passwd')")).toContain(panelUrl);
  expect(await runInPanel(`{ ${link('file:///etc/passwd')} }`)).toContain(panelUrl);
  for (const [index, attempt] of [
    "location.assign('https://example.com/0')",
    `{ ${link('https://example.com/1')} }`,
    `{ ${meta('https://example.com/2')} }`,
    "location.href = 'app://elsewhere/3'",
  ].entries()) {
    expect(await runInPanel(attempt)).toContain(panelUrl);
    await expect
      .poll(async () => (await seen()).some(({ url }) => url.endsWith(`/${index}`)), { message: attempt })
      .toBe(true);
  }
  expect((await seen()).filter(({ prevented }) => !prevented)).toEqual([]);
  expect(await runInPanel('true')).toContain(panelUrl);
});

test('a redirect and a navigation inside a frame are stopped in any window (checklist 13)', async () => {
  const asked: string[] = [];
  const server = await listen((url) => {
    asked.push(url);
    if (url === '/redirects') return { status: 302, headers: { location: '/goal' }, body: '' };
    if (url === '/frame') return page("<script>location.assign('/goal')</script>");
    return page('<iframe src="/frame"></iframe>');
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const load = (url: string) =>
    app.application.evaluate(async ({ BrowserWindow }, address) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
      const outcome = await window.loadURL(address).then(
        () => 'loaded',
        () => 'stopped',
      );
      const ended = window.webContents.getURL();
      window.destroy();
      return { outcome, ended };
    }, url);

  expect((await load(`${base}/redirects`)).outcome).toBe('stopped');
  expect(await load(`${base}/outer`)).toMatchObject({ outcome: 'loaded', ended: `${base}/outer` });
  expect(asked).toContain('/redirects');
  expect(asked).not.toContain('/goal');
  await new Promise((resolve) => server.close(resolve));
});

test('no page opens a window or a program (checklist 14, 15)', async () => {
  await app.application.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { openedOutside: opened });
    shell.openExternal = async (url) => void opened.push(url);
    shell.openPath = async (path) => String(opened.push(path) && '');
  });
  const outcome = await app.application.evaluate(async ({ BrowserWindow }) => {
    const before = BrowserWindow.getAllWindows();
    const opened: unknown = await before[0]?.webContents.executeJavaScript(
      "['https://evil.example/', 'file:///etc/passwd', 'javascript:1', 'smb://evil.example/x', 'app://quota-tray/settings.html', 'about:blank'].map((url) => window.open(url) === null)",
    );
    const outside = (globalThis as unknown as { openedOutside: string[] }).openedOutside;
    return { opened, more: BrowserWindow.getAllWindows().length - before.length, outside };
  });
  expect(outcome).toEqual({ opened: [true, true, true, true, true, true], more: 0, outside: [] });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function page(body: string): Answer {
  return { status: 200, headers: { 'content-type': 'text/html' }, body };
}

function listen(answer: (url: string) => Answer): Promise<Server> {
  const server = createServer((request, response) => {
    const { status, headers, body } = answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

test('a page sends no packet of its own, saves no file and prints nothing', async () => {
  const socket = createSocket('udp4');
  let packets = 0;
  socket.on('message', () => (packets += 1));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await app.application.evaluate(({ app: electronApp, BrowserWindow }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { downloadsSeen: seen });
    const { session } = BrowserWindow.getAllWindows()[0]?.webContents ?? {};
    session?.on('will-download', (event) => seen.push(event.defaultPrevented ? 'prevented' : 'begun'));
    return electronApp.isReady();
  });
  const gathered = await app.application.evaluate(async ({ BrowserWindow }, stunPort) => {
    const panel = BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().includes('panel.html'));
    const script = `new Promise((resolve) => {
      const candidates = [];
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${stunPort}' }] });
      peer.onicecandidate = ({ candidate }) => candidate === null ? resolve(candidates) : candidates.push(candidate.candidate);
      peer.createDataChannel('x');
      peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    })`;
    return (await panel?.webContents.executeJavaScript(script)) as readonly string[];
  }, port);
  expect(gathered.filter((candidate) => candidate.includes(' udp '))).toEqual([]);
  expect(packets).toBe(0);
  await new Promise<void>((resolve) => socket.close(() => resolve()));

  await runInPanel(
    "{ const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x'])); a.download = 'x.txt'; a.click() }",
  );
  expect(await runInPanel('window.print(); alert(1)')).toContain(panelUrl);
  const downloads = await app.application.evaluate(
    () => (globalThis as unknown as { readonly downloadsSeen: readonly string[] }).downloadsSeen,
  );
  expect(downloads.filter((download) => download === 'begun')).toEqual([]);
});
