import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allProviders } from '../../../core/providers/registry.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import { isRecord } from '../../../core/units/json.ts';
import { dayMs } from '../../../core/units/time.ts';
import { accountOf, allEndpoints, fixtureTimeMs } from '../provider-fixtures.ts';

/** A server that stands for every service with a key. It knows each by its key and gives the answers of its fixtures. */
export interface ServicesByKey {
  readonly url: string;
  /** How many requests had the key of this service. */
  readonly requestCount: (provider: ProviderId) => number;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly url: URL;
  readonly body: unknown;
}

/** Returns the key of a service, in the form that it takes. */
export function keyOfService({ id, key }: Pick<Provider, 'id' | 'key'>): string {
  return key?.kind === 'key-pair' ? `qt-${id}-end:secret-of-${id}` : `qt-${id}-end`;
}

/** Starts the server. A request without a known key gets 401, and one for an unknown page 404. */
export async function startServicesByKey(): Promise<ServicesByKey> {
  const counts = new Map<string, number>();
  const answers = new Map<string, readonly Answer[]>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = `${request.url ?? ''} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()}`;
      const id = /qt-([a-z0-9-]+)-end/.exec(asked)?.[1] ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
      const body = answerTo(request.url ?? '/', answers.get(id) ?? []);
      const status = answers.has(id) ? (body === undefined ? 404 : 200) : 401;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(status === 200 ? body : { error: `HTTP ${status}` }));
    });
  });
  const url = await listening(server);
  for (const provider of await allProviders())
    if (provider.key !== undefined && provider.id !== 'own') answers.set(provider.id, answersOf(provider, url));
  return {
    url,
    requestCount: (provider) => counts.get(provider) ?? 0,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** The pages of a service with their answers, also those of further requests. */
function answersOf({ id, endpoints }: Provider, baseUrl: string): readonly Answer[] {
  const account = accountOf(id, baseUrl);
  return allEndpoints()
    .filter(({ provider }) => provider === id)
    .flatMap(({ endpointId, body, earlier }) => {
      const endpoint = endpoints[endpointId];
      if (endpoint === undefined) return [];
      const bodies = [...earlier, body('ok')];
      return bodies.flatMap((answer, index): readonly Answer[] => {
        const spec =
          index === 0
            ? endpoint.request(account, Date.now())
            : endpoint.furtherRequest?.(account, bodies.slice(0, index), Date.now());
        return spec === null || spec === undefined ? [] : [{ url: new URL(spec.url), body: untilToday(answer) }];
      });
    });
}

/** The answer of a fixture as if it were given today: every time in it is moved by the same number of whole days. */
function untilToday(value: unknown): unknown {
  const movedMs = Math.floor((Date.now() - fixtureTimeMs) / dayMs) * dayMs;
  if (Array.isArray(value)) return value.map(untilToday);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, untilToday(each)]));
  if (typeof value === 'number') {
    const unitMs = isNear(value) ? 1 : isNear(value * 1000) ? 1000 : null;
    return unitMs === null ? value : value + movedMs / unitMs;
  }
  if (typeof value !== 'string' || !/^20\d\d-\d\d-\d\d/.test(value)) return value;
  const moved = new Date(Date.parse(value) + movedMs).toISOString();
  return value.length === 10 ? moved.slice(0, 10) : moved;
}

/** True for a time within a year of the fixtures, epoch ms. */
function isNear(atMs: number): boolean {
  return Math.abs(atMs - fixtureTimeMs) < 366 * dayMs;
}

/** The answer for exactly this address, else for its page whatever its parameters are, such as dates. */
function answerTo(target: string, answers: readonly Answer[]): unknown {
  const asked = new URL(target, 'http://service.example');
  const samePage = answers.filter(({ url }) => url.pathname === asked.pathname);
  return (samePage.find(({ url }) => url.search === asked.search) ?? samePage[0])?.body;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
