import type { WindowShape } from './observation.ts';

/** The shape of a window about which nothing but its figure is known. */
export const noShape: WindowShape = { name: null, scope: 'account', durationSeconds: null };
