import type { ServiceDefinition } from '../../core/providers/own/definition.ts';

/** A service of the user's own that uses every kind of figure. The fixtures of `own` are its answers. */
export const ownDefinition: ServiceDefinition = {
  quotaTrayService: 1,
  name: 'Own service of the lab',
  tile: 'La',
  path: '/v1/usage?team={id}',
  headers: { 'X-Api-Key': '{secret}', 'X-Team': '{id}' },
  everyMinutes: 10,
  windows: [
    {
      length: '5h',
      figure: 'percent-used',
      at: '/session/percent',
      resets: { at: '/session/resets_at', as: 'iso' },
    },
    {
      length: '7d',
      in: { list: '/limits', where: '/id', is: 'week' },
      figure: 'left-of-limit',
      at: '/left',
      limit: '/limit',
      noLimit: [null, -1],
      resets: { at: '/resets', as: 'epoch-seconds' },
    },
    { name: 'Images', figure: 'fraction-left', at: '/images/left', optional: true },
  ],
  balance: {
    at: '/wallet/micro',
    unit: 'micro',
    currency: '/wallet/currency',
    expires: { at: '/wallet/expires', as: 'epoch-milliseconds' },
  },
  spend: { used: '/spend/cents', limit: '/spend/cap', noLimit: [null], unit: 'minor', currency: 'EUR' },
  sessions: { at: '/sessions/now', limit: '/sessions/soft' },
  plan: '/plan',
  blocked: { at: '/state', is: ['suspended'] },
};
