import { historyFileName, historyText } from '../../../core/history/export.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { SaveFile } from '../../electron/dialogs.ts';
import type { Publisher } from '../../features/publisher.ts';
import { readHistory } from '../../services/history.ts';
import { writeParts } from '../../node/storage/json-file.ts';
import type { Services } from '../../services/create-services.ts';

type HistoryHandlers = Pick<CommandHandlers, 'history.get' | 'history.export' | 'history.clear'>;

/** What the handlers of the history use. */
export interface HistoryHandlerDependencies {
  readonly services: Pick<Services, 'history' | 'engine' | 'settings' | 'locale' | 'clock'>;
  readonly publisher: Pick<Publisher, 'current'>;
  readonly save: SaveFile;
}

/** Makes the handlers of history charts, which can also export the readings to a file and delete them. */
export function historyHandlers({ services, publisher, save }: HistoryHandlerDependencies): HistoryHandlers {
  const { history, locale, clock } = services;

  return {
    'history.get': (question) => readHistory(services, publisher.current(), question),
    'history.export': async ({ accountId, format }, { webContentsId }) => {
      const { t } = locale();
      const store = await history.store();
      if (store === null) return { saved: false, message: t('history.unavailable') };
      history.flush();
      if (store.series().length === 0) return { saved: false, message: t('history.nothing') };
      const nowMs = clock.nowMs();
      const labels = new Map(publisher.current().accounts.map(({ id, label }) => [id, label]));
      const scope = { accountId, fromMs: null, toMs: null };
      const outcome = await save({
        webContentsId,
        name: historyFileName(format, nowMs),
        content: (file) =>
          writeParts(
            file,
            historyText(store.all(scope), format, (id) => labels.get(id) ?? '', nowMs),
          ),
      });
      if (outcome.kind === 'cancelled') return { saved: false, message: null };
      return outcome.kind === 'saved'
        ? { saved: true, message: t('history.saved', { file: outcome.file }) }
        : { saved: false, message: t('history.not-saved') };
    },
    'history.clear': async () => {
      const { t } = locale();
      const cleared = await history.clear();
      return { cleared, message: t(cleared ? 'history.cleared' : 'history.not-cleared') };
    },
  };
}
