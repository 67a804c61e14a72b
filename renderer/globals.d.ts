import type { Bridge } from '../core/ipc/contract.ts';

declare global {
  interface Window {
    /** What the preload exposes: the only way out of the page. */
    readonly quotaTray: Bridge;
  }
}
