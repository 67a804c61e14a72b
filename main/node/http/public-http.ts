import { mayCarryToken, parseUrl } from '../credentials/base-url.ts';
import { startDeadline } from './deadline.ts';
import { follow } from './redirects.ts';
import { type JudgedReply, judgeReply } from './judge.ts';
import type { ProxyFor } from './proxy.ts';

export interface PublicHttpOptions {
  readonly version: string;
  /** The operating system's proxy for a URL, as `http://host:port`; null: none. */
  readonly proxyFor?: ProxyFor;
  readonly nowMs: () => number;
}

/** Reads public JSON that belongs to no account. */
export interface PublicHttp {
  readonly get: (
    url: string,
    limits: { readonly timeoutMs: number; readonly maximumBytes: number },
  ) => Promise<JudgedReply>;
}

/**
 * Asks for JSON that anybody may read, by `https:` or on this machine, and under the app's own name. It
 * knows no sign-in, so none can leave with it. Redirects stay within the origin. Never throws.
 */
export function createPublicHttp(options: PublicHttpOptions): PublicHttp {
  const { version, proxyFor, nowMs } = options;
  const headers = { Accept: 'application/json', 'User-Agent': `quota-tray/${version}` };
  return Object.freeze({
    get: async (target, { timeoutMs, maximumBytes }): Promise<JudgedReply> => {
      const url = parseUrl(target);
      if (url === null || !mayCarryToken(url)) {
        return { kind: 'failure', failure: { kind: 'redirect-refused' } };
      }
      const deadline = startDeadline(timeoutMs);
      try {
        const result = await follow({ url, method: 'GET', headers, maximumBytes }, deadline, proxyFor);
        return result.kind === 'reply' ? judgeReply(result.reply, nowMs()) : result;
      } finally {
        deadline.end();
      }
    },
  } satisfies PublicHttp);
}
