import { describe, expect, it } from 'vitest';
import { isTrustedSender } from '../../../../../main/electron/ipc/senders.ts';

const ours = (id: number): boolean => id === 7;
const top = { parent: null, origin: 'app://quota-tray' };

describe('a trusted sender', () => {
  it('is the top frame of an app window with the app’s origin', () => {
    expect(isTrustedSender({ sender: { id: 7 }, senderFrame: top }, ours)).toBe(true);
  });

  it.each([
    ['a window that is not ours', { sender: { id: 8 }, senderFrame: top }],
    ['a frame inside our window', { sender: { id: 7 }, senderFrame: { ...top, parent: top } }],
    ['a foreign page in our window', { sender: { id: 7 }, senderFrame: { ...top, origin: 'https://example.com' } }],
    ['another host of our scheme', { sender: { id: 7 }, senderFrame: { ...top, origin: 'app://elsewhere' } }],
    ['a page without origin', { sender: { id: 7 }, senderFrame: { ...top, origin: 'null' } }],
    ['a frame that is gone', { sender: { id: 7 }, senderFrame: null }],
  ])('is not %s', (_name, call) => {
    expect(isTrustedSender(call, ours)).toBe(false);
  });
});
