import type { Task } from 'electron';
import type { LocaleContext } from '../../../core/i18n/translate.ts';

/** The actions of the app's button in the taskbar of Windows: an argument for a start beside the running app, and its text. */
export interface JumpListActions {
  readonly refresh: string;
  readonly settings: string;
}

/** What the jump list needs of the system. */
interface JumpListParts {
  readonly platform: NodeJS.Platform;
  /** The file that starts the app again. */
  readonly program: string;
  /** What stands before the argument: the folder of the app in a run from a checkout, else nothing. */
  readonly programArguments: readonly string[];
  readonly actions: JumpListActions;
  readonly setTasks: (tasks: Task[]) => boolean;
  readonly log: (message: string) => void;
}

/**
 * Returns a function that writes the actions of the jump list of Windows in the user's language. It writes them only when
 * their texts change, because each time Windows writes a file. On other systems it does nothing.
 */
export function createJumpList(parts: JumpListParts): (locale: LocaleContext) => void {
  if (parts.platform !== 'win32') return () => undefined;
  let written = '';
  return ({ t }) => {
    const tasks = tasksOf(parts, [
      { title: t('menu.open'), argument: null },
      { title: t('menu.refresh'), argument: parts.actions.refresh },
      { title: t('menu.settings'), argument: parts.actions.settings },
    ]);
    const key = JSON.stringify(tasks);
    if (key === written) return;
    written = key;
    if (!parts.setTasks(tasks)) parts.log('Windows did not take the actions of the taskbar button');
  };
}

interface JumpListEntry {
  readonly title: string;
  /** Null: a start without arguments, which opens the panel. */
  readonly argument: string | null;
}

function tasksOf({ program, programArguments }: JumpListParts, entries: readonly JumpListEntry[]): Task[] {
  return entries.map(({ title, argument }) => ({
    program,
    arguments: [...programArguments.map(quoted), ...(argument === null ? [] : [argument])].join(' '),
    title,
    description: title,
    iconPath: program,
    iconIndex: 0,
  }));
}

/** Windows splits a command line at blanks outside quotes. A path of Windows contains no quote. */
function quoted(argument: string): string {
  return /[\s]/.test(argument) ? `"${argument}"` : argument;
}
