import { expect, test } from 'vitest';
import type { PortState } from '../../../../main/node/api/port.ts';
import { portNotices } from '../../../../main/services/local-interface.ts';
import { chinese, english } from '../../../support/example-states.ts';

test.each(['in-use', 'denied', 'no-token', 'other'] as const)(
  'a port that is not open because of %s is told in words',
  (reason) => {
    for (const locale of [english, chinese]) {
      const [notice, ...more] = portNotices({ kind: 'failed', port: 8787, reason }, locale);
      expect(more).toEqual([]);
      expect(notice?.id).toBe('api-port');
      expect(notice?.text).toContain('8787');
    }
  },
);

test.each<PortState | undefined>([undefined, { kind: 'off' }, { kind: 'listening', port: 8787 }])(
  'there is nothing to say of %j',
  (state) => {
    expect(portNotices(state, english)).toEqual([]);
  },
);
