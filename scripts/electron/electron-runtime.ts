/** An Electron that can be started and packaged on this machine. All paths are absolute. */
export interface ElectronRuntime {
  /** `official` is the pinned version; a `stand-in` is another one, for tests and local runs only. */
  readonly kind: 'official' | 'stand-in';
  readonly version: string;
  /** A distribution that starts no app by itself: what electron-builder packages from. */
  readonly distFolder: string;
  /** Starts the app folder that is given as the first argument. */
  readonly executable: string;
  /** One sentence that the person should read before it is used; null when there is nothing to say. */
  readonly notice: string | null;
}
