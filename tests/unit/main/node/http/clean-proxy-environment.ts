import { beforeEach, vi } from 'vitest';

/** Hides the proxies of the machine that runs the tests. */
export function withoutProxyEnvironment(): void {
  beforeEach(() => {
    for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
      vi.stubEnv(name, '');
      vi.stubEnv(name.toUpperCase(), '');
    }
    return () => {
      vi.unstubAllEnvs();
    };
  });
}
