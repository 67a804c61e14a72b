import type { ActionAnswer } from '../../../core/ipc/answers.ts';
import { statusAddress } from '../../node/http/addresses.ts';
import { readCertificates, testNetwork } from '../../node/http/network.ts';
import { readJsonFile } from '../../node/storage/json-file.ts';
import { resetConfirmation } from '../../../core/settings/confirmation.ts';
import {
  exportedSettings,
  importConfirmation,
  importedSettings,
  resetSettings,
} from '../../../core/settings/transfer.ts';
import type { Confirm, OpenFile, SaveFile } from '../../electron/dialogs.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Services } from '../../services/create-services.ts';

type TransferHandlers = Pick<
  CommandHandlers,
  'network.test' | 'network.choose-certificates' | 'settings.export' | 'settings.import' | 'settings.reset'
>;

/** What the handlers of network and settings files use. */
export interface TransferDependencies {
  readonly services: Pick<Services, 'settings' | 'locale' | 'publicHttp' | 'log'>;
  readonly confirm: Confirm;
  readonly save: SaveFile;
  readonly open: OpenFile;
}

const mostBytes = 4_000_000;
const cancelled: ActionAnswer = { ok: true, message: null };

/** Makes the handlers that test the network, choose certificates, and export, import or reset the settings. */
export function transferHandlers({ services, confirm, save, open }: TransferDependencies): TransferHandlers {
  const { settings, locale, publicHttp, log } = services;
  const saved = async (change: Parameters<typeof settings.set>[0], message: string): Promise<ActionAnswer> => {
    const saving = await settings.set(change);
    if (saving.ok) return { ok: true, message };
    log.warn(`The settings were not saved: ${saving.cause}`);
    return { ok: false, message: locale().t('transfer.not-saved') };
  };
  return {
    'network.test': async () => {
      const { t } = locale();
      const address = statusAddress('openai', process.env);
      if (address === null) return { ok: false, message: t('network.test-no-address') };
      const { host, outcome } = await testNetwork(publicHttp, address);
      return { ok: outcome === 'answered', message: t(`network.test-${outcome}`, { host }) };
    },
    'network.choose-certificates': async (_input, { webContentsId }) => {
      const { t } = locale();
      const file = await open(webContentsId, { name: t('network.certificates'), extensions: ['pem', 'crt', 'cer'] });
      if (file === null) return cancelled;
      const reading = readCertificates(file);
      if (reading.kind === 'problem') return { ok: false, message: t(`network.certificate-${reading.problem}`) };
      return saved({ certificateFile: file }, t('network.certificates-used'));
    },
    'settings.export': async (_input, { webContentsId }) => {
      const { t } = locale();
      const content = exportedSettings(settings.get(), __APP_VERSION__);
      const outcome = await save({ webContentsId, name: 'quota-tray-settings.json', content });
      if (outcome.kind === 'saved') return { ok: true, message: t('transfer.exported', { file: outcome.file }) };
      return outcome.kind === 'cancelled' ? cancelled : { ok: false, message: t('transfer.export-failed') };
    },
    'settings.import': async (_input, { webContentsId }) => {
      const { t } = locale();
      const file = await open(webContentsId, { name: 'JSON', extensions: ['json'] });
      if (file === null) return cancelled;
      const found = readJsonFile(file, mostBytes);
      if (found.kind !== 'value') {
        const isLarge = found.kind === 'unreadable' && found.reason === 'too-large';
        return { ok: false, message: t(isLarge ? 'transfer.too-large' : 'transfer.unreadable') };
      }
      const given = importedSettings(found.value);
      if (given.kind === 'not-settings') return { ok: false, message: t('transfer.not-settings') };
      const question = importConfirmation(given.change, settings.get(), locale());
      if (question !== null && !(await confirm(webContentsId, question))) return cancelled;
      const count = Object.keys(given.change).length;
      const names = given.refused.join(', ');
      const refused = given.refused.length;
      return saved(
        given.change,
        refused === 0 ? t('transfer.imported', { count }) : t('transfer.imported-some', { count, names }),
      );
    },
    'settings.reset': async (_input, { webContentsId }) => {
      if (!(await confirm(webContentsId, resetConfirmation(locale())))) return cancelled;
      return saved(resetSettings(), locale().t('transfer.reset'));
    },
  };
}
