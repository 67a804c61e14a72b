import type { UpstreamRequest } from './reply.ts';

const longestWaitMs = 15_000;

/** What the stand-in was asked, in the order in which it came. */
export interface RequestLog {
  readonly add: (request: Omit<UpstreamRequest, 'ordinal'>) => UpstreamRequest;
  readonly all: () => readonly UpstreamRequest[];
  readonly of: (name: string) => readonly UpstreamRequest[];
  readonly waitFor: (name: string, count: number) => Promise<readonly UpstreamRequest[]>;
}

export function createRequestLog(): RequestLog {
  const requests: UpstreamRequest[] = [];
  const listeners = new Set<() => void>();
  const of = (name: string): readonly UpstreamRequest[] => requests.filter((request) => request.name === name);
  return {
    all: () => [...requests],
    of,
    add: (request) => {
      const added = { ...request, ordinal: of(request.name).length + 1 };
      requests.push(added);
      for (const listener of [...listeners]) listener();
      return added;
    },
    waitFor: (name, count) =>
      new Promise((resolve, reject) => {
        const settle = (finish: () => void): void => {
          clearTimeout(timer);
          listeners.delete(check);
          finish();
        };
        const check = (): void => {
          if (of(name).length >= count) settle(() => resolve(of(name)));
        };
        const timer = setTimeout(() => {
          const seen = of(name).length;
          settle(() => reject(new Error(`${name} was asked ${seen} times within ${longestWaitMs} ms, not ${count}`)));
        }, longestWaitMs);
        listeners.add(check);
        check();
      }),
  };
}
