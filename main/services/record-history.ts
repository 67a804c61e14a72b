import type { Publisher } from '../features/publisher.ts';
import type { Parts } from './create-services.ts';

/**
 * From now on keeps what is read, and knows the pace from what was read before. The same for the app and
 * `quota-tray serve`. Call it when the tray is up: the database is opened with it.
 */
export function recordHistory({ engine, history, log }: Parts, publisher: Pick<Publisher, 'publish'>): void {
  engine.subscribe(history.follow);
  history.begin().then(
    () => {
      history.follow();
      publisher.publish();
    },
    (cause: unknown) => log.error('The history was not read', cause),
  );
}
