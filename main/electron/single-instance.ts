import { app } from 'electron';

/**
 * Whether this is the only copy of the app on this state folder (`userData` must be set). The
 * first copy is told of each later one, with its arguments; a later one ends itself at once,
 * before anything of it is seen.
 */
export function holdSingleInstance(onSecondStart: (argv: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return false;
  }
  app.on('second-instance', (_event, argv) => onSecondStart(argv));
  return true;
}
