import { session } from 'electron';
import { proxyUrlOf } from '../../node/http/proxy.ts';

/** The operating system's proxy for an address, as a URL; null: none. Only after the app is ready. Never rejects. */
export async function systemProxyFor(url: string): Promise<string | null> {
  try {
    return proxyUrlOf(await session.defaultSession.resolveProxy(url));
  } catch {
    return null;
  }
}
