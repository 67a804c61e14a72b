import { expect, test } from 'vitest';
import type { PortState } from '../../../../main/node/api/port.ts';
import { portBanners } from '../../../../main/services/local-interface.ts';
import { chinese, english } from '../../../support/example-states.ts';

test.each(['in-use', 'denied', 'no-token', 'other'] as const)(
  'a port that is not open because of %s is told in words',
  (reason) => {
    for (const locale of [english, chinese]) {
      const [banner, ...more] = portBanners({ kind: 'failed', port: 8787, reason }, locale);
      expect(more).toEqual([]);
      expect(banner?.id).toBe('api-port');
      expect(banner?.text).toContain('8787');
    }
  },
);

test.each<PortState | undefined>([undefined, { kind: 'off' }, { kind: 'listening', port: 8787 }])(
  'there is nothing to say of %j',
  (state) => {
    expect(portBanners(state, english)).toEqual([]);
  },
);
