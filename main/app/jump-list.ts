import { app } from 'electron';
import { createJumpList } from '../electron/system/jump-list.ts';
import { ownProgram } from '../electron/system/own-program.ts';
import type { Services } from '../services/create-services.ts';
import { startActions } from './start-request.ts';

/** Shows the actions of the app at its button in the taskbar of Windows, in the user's language. */
export function followJumpList({ settings, locale, log }: Pick<Services, 'settings' | 'locale' | 'log'>): void {
  const { env: environment, execPath, platform } = process;
  const show = createJumpList({
    platform,
    program: ownProgram({ environment, execPath, platform }),
    programArguments: app.isPackaged ? [] : [app.getAppPath()],
    actions: startActions,
    setTasks: (tasks) => app.setUserTasks(tasks),
    log: log.warn,
  });
  show(locale());
  settings.subscribe(() => show(locale()));
}
