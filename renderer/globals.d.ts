import type { Bridge } from '../core/ipc/bridge.ts';

declare global {
  interface Window {
    /** What the preload exposes: the only way out of the page. */
    readonly quotaTray: Bridge;
  }
}
