import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { partOf } from './upstream/parts.ts';
import { bodyOf, createRequestLog, sendReply } from './upstream/send-reply.ts';
import type { Reply, UpstreamRequest } from './upstream/reply.ts';

export type { FixedReply, Reply, UpstreamRequest } from './upstream/reply.ts';

/**
 * A real server of this machine that stands for both vendors, each scripted account under its own path.
 * What is asked beside usage has a name of its own, such as `work/grant` (see `upstream/parts.ts`), so
 * that a script for `work` speaks of its usage alone.
 */
export interface FakeUpstream {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Base URL of a Codex account, for `chatgpt_base_url`. */
  readonly codex: (name: string) => string;
  /** Base URL of Claude, for `QUOTA_TRAY_CLAUDE_BASE_URL`. */
  readonly claude: (name: string) => string;
  /**
   * Base URL of an OpenAI-compatible service. Its wallet is asked at the root of the server, so it is one for
   * all, scripted as `api/wallet`; who asks says the request's key.
   */
  readonly openAiCompatible: (name: string) => string;
  /** Base URL of a metered relay. */
  readonly relay: (name: string) => string;
  /** From now on requests under this name are answered so; before the first call with 404. */
  readonly reply: (name: string, reply: Reply) => void;
  /** All requests so far, or those under one name. */
  readonly requests: (name?: string) => readonly UpstreamRequest[];
  /** Resolves with the requests under the name as soon as there are so many; rejects after 15 s. */
  readonly waitForRequest: (name: string, count?: number) => Promise<readonly UpstreamRequest[]>;
  /** Breaks all connections off and frees the port. */
  readonly close: () => Promise<void>;
}

/** Starts the stand-in on a free port of 127.0.0.1. Needs neither a test runner nor a build. */
export async function startFakeUpstream(nowMs: () => number = Date.now): Promise<FakeUpstream> {
  const replies = new Map<string, Reply>();
  const log = createRequestLog();
  const server = http.createServer((request, response) => {
    const { name, path } = split(request.url ?? '/');
    const { method = 'GET', headers } = request;
    const part = partOf(path);
    const scripted = part === null ? name : `${name}/${part}`;
    response.on('error', () => undefined);
    // Times of an answer are read by the service's own clock.
    response.setHeader('date', new Date(nowMs()).toUTCString());
    void bodyOf(request).then((body) => {
      const seen = log.add({ name: scripted, method, path, headers, body, atMs: Date.now() });
      const reply = replies.get(scripted) ?? { status: 404, body: { detail: 'Not found' } };
      return sendReply(response, typeof reply === 'function' ? reply(seen) : reply);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.freeze({
    url,
    codex: (name: string) => `${url}/${encodeURIComponent(name)}/backend-api`,
    claude: (name: string) => `${url}/${encodeURIComponent(name)}`,
    openAiCompatible: (name: string) => `${url}/${encodeURIComponent(name)}/v1`,
    relay: (name: string) => `${url}/${encodeURIComponent(name)}`,
    reply: (name: string, reply: Reply) => void replies.set(name, reply),
    requests: (name?: string) => (name === undefined ? log.all() : log.of(name)),
    waitForRequest: (name: string, count = 1) => log.waitFor(name, count),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function split(url: string): { readonly name: string; readonly path: string } {
  const [, name = '', path = ''] = /^\/([^/?]*)(.*)$/.exec(url) ?? [];
  return { name: decoded(name), path };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
