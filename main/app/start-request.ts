import type { Log } from '../../core/ports.ts';
import type { Windows } from './windows.ts';

/** What a start of the app asks for, be it the first one or one beside the running app. */
export type StartRequest = 'open-panel' | 'toggle-panel' | 'open-settings' | 'refresh';

/** The argument that shows the panel, or hides it if it is open. A desktop's own shortcut can use it. */
export const toggleArgument = '--toggle';

/** The actions of the desktop entry of the packages (`electron-builder.yml`) and of the jump list of Windows. */
export const startActions = { refresh: '--refresh', settings: '--settings' } as const;

/** The arguments of the app. */
const requestOf: ReadonlyMap<string, StartRequest> = new Map([
  [toggleArgument, 'toggle-panel'],
  [startActions.settings, 'open-settings'],
  [startActions.refresh, 'refresh'],
]);

/**
 * Returns what the command line of a start asks for: the first argument that the app knows decides. Chromium adds
 * switches of its own. Null: nothing, as when the desktop starts the app at sign-in.
 */
export function startRequest(argv: readonly string[]): StartRequest | null {
  for (const argument of argv) {
    const request = requestOf.get(argument);
    if (request !== undefined) return request;
  }
  return null;
}

/** What the answers use of the running app. */
interface StartAnswerDependencies {
  readonly windows: {
    readonly panel: Pick<Windows['panel'], 'open' | 'toggle'>;
    readonly settings: Pick<Windows['settings'], 'open'>;
  };
  /** Refreshes all accounts. */
  readonly refresh: () => void;
  readonly log: Pick<Log, 'error'>;
}

/** Returns what the running app does for each request. */
export function startAnswers(dependencies: StartAnswerDependencies): Readonly<Record<StartRequest, () => void>> {
  const { windows, refresh, log } = dependencies;
  const show = (what: string, open: () => Promise<void>): void =>
    void open().catch((cause: unknown) => log.error(`${what} did not open`, cause));
  return {
    'open-panel': () => show('The panel', windows.panel.open),
    'toggle-panel': () => show('The panel', windows.panel.toggle),
    'open-settings': () => show('The settings window', windows.settings.open),
    refresh,
  };
}
