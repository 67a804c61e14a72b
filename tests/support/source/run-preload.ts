import vm from 'node:vm';

import { build } from 'vite';

import type { WindowKind } from '../../../core/ipc/channels.ts';
import { rootFolder } from './source-files.ts';

type Listener = (event: unknown, payload: unknown) => void;

/** The preload, run against a recording stand-in of what Electron gives it. */
export interface RunPreload {
  /** What the page would find, by the name it finds it under. */
  readonly exposed: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Channels and inputs of all calls so far. */
  readonly invoked: readonly (readonly [channel: string, ...inputs: unknown[]])[];
  readonly listeners: ReadonlyMap<string, ReadonlySet<Listener>>;
  /** The modules it asked for. */
  readonly required: readonly string[];
  readonly bytes: number;
}

/** Bundles the preload as the build does and runs it in the page of a window, with `electron` as the only module there is. */
export async function runPreload(window: WindowKind): Promise<RunPreload> {
  const code = await bundledPreload();
  const exposed = new Map<string, Readonly<Record<string, unknown>>>();
  const invoked: (readonly [string, ...unknown[]])[] = [];
  const listeners = new Map<string, Set<Listener>>();
  const required: string[] = [];
  const of = (channel: string): Set<Listener> =>
    listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel) ?? new Set();
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: Readonly<Record<string, unknown>>) => void exposed.set(name, value),
    },
    ipcRenderer: {
      invoke: (channel: string, ...inputs: unknown[]) => {
        invoked.push([channel, ...inputs]);
        return Promise.resolve({ ok: true, value: channel });
      },
      on: (channel: string, listener: Listener) => void of(channel).add(listener),
      removeListener: (channel: string, listener: Listener) => void of(channel).delete(listener),
    },
  };
  const require = (name: string): unknown => {
    required.push(name);
    if (name !== 'electron') throw new Error(`the sandbox gives a preload no ${name}`);
    return electron;
  };
  const location = { pathname: `/${window}.html` };
  vm.runInNewContext(code, { require, location, module: { exports: {} }, exports: {} });
  return { exposed, invoked, listeners, required, bytes: Buffer.byteLength(code) };
}

async function bundledPreload(): Promise<string> {
  const result = await build({
    configFile: false,
    root: rootFolder,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'chrome114',
      modulePreload: false,
      rolldownOptions: { input: 'preload/index.ts', external: ['electron'], output: { format: 'cjs' } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((each) => ('output' in each ? each.output : []));
  const chunk = outputs.find((output) => output.type === 'chunk');
  if (chunk === undefined || outputs.length !== 1) throw new Error(`one script was expected, ${outputs.length} came`);
  return chunk.code;
}
