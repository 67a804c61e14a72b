import { expect, it } from 'vitest';
import { createBusNotifier } from '../../../../../main/node/desktop/bus-notifier.ts';
import type { BusCall, SessionBus } from '../../../../../main/node/desktop/session-bus.ts';

/** What a service of notifications is sent for a body, if it has these capabilities; null: it does not say. */
async function sentFor(body: string, capabilities: readonly string[] | null): Promise<readonly unknown[]> {
  const calls: BusCall[] = [];
  const bus: SessionBus = {
    call: async (call) => {
      calls.push(call);
      if (call.member !== 'GetCapabilities') return [1];
      if (capabilities === null) throw new Error('unknown');
      return [capabilities];
    },
    onSignal: async () => undefined,
    onLost: () => undefined,
    close: () => undefined,
  };
  const ignore = (): void => undefined;
  const notifier = createBusNotifier({
    appName: 'Quota Tray',
    onOpen: ignore,
    onSnooze: ignore,
    log: ignore,
    connect: async () => bus,
  });
  notifier.show({ title: 'work', body, accountId: null });
  await notifier.settled();
  return calls.find(({ member }) => member === 'Notify')?.body ?? [];
}

it.each([
  ['<b>Back</b>', '&lt;b&gt;Back&lt;/b&gt;'],
  ['<a href="https://evil.example">now</a>', '&lt;a href="https://evil.example"&gt;now&lt;/a&gt;'],
  ['<img src="file:///etc/passwd"/>', '&lt;img src="file:///etc/passwd"/&gt;'],
  ['&lt;b&gt; R&D', '&amp;lt;b&amp;gt; R&amp;D'],
])('cannot put markup, a link or a picture into a notification', async (body, escaped) => {
  expect((await sentFor(body, ['body', 'body-markup']))[4]).toBe(escaped);
  expect((await sentFor(body, null))[4]).toBe(escaped);
  expect((await sentFor(body, ['body']))[4]).toBe(body);
});
