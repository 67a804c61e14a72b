import { namedAccount } from '../../../core/accounts/account-state.ts';
import type { DoctorReport } from '../../../core/views/doctor.ts';
import { reportText } from '../../../core/views/report.ts';
import type { SaveFile } from '../../electron/dialogs.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { Publisher } from '../../features/publisher.ts';
import { hostHomeFolder } from '../../node/host-environment.ts';
import type { Services } from '../../services/create-services.ts';

type ReportHandlers = Pick<CommandHandlers, 'diagnostics.get' | 'diagnostics.copy' | 'diagnostics.save'>;

/** What the handlers of the report use. */
export interface ReportDependencies {
  readonly services: Pick<Services, 'engine' | 'locale'>;
  readonly publisher: Pick<Publisher, 'current'>;
  readonly doctor: () => Promise<DoctorReport>;
  readonly save: SaveFile;
  readonly copyText: (text: string) => Promise<void>;
}

/** Makes the handlers that show, copy and save the report. Each of them leaves out what is personal. */
export function reportHandlers({ services, publisher, doctor, save, copyText }: ReportDependencies): ReportHandlers {
  const { engine, locale } = services;
  const text = async (): Promise<string> => {
    const report = await doctor();
    const shown = new Map(publisher.current().accounts.map((account) => [account.id, account]));
    const accounts = engine.accounts().map((state) => {
      const { id, label } = namedAccount(state);
      const { label: name = null, email = null, workspace = null, group = null } = shown.get(id) ?? {};
      return { id, names: [label, name, email, workspace, group] };
    });
    return reportText(report, { homeFolder: hostHomeFolder(), accounts });
  };
  return {
    'diagnostics.get': async () => ({ text: await text() }),
    'diagnostics.copy': async () => {
      await copyText(await text());
      return null;
    },
    'diagnostics.save': async (_input, { webContentsId }) => {
      const { t } = locale();
      const outcome = await save({ webContentsId, name: 'quota-tray-report.json', content: await text() });
      if (outcome.kind === 'saved') return { ok: true, message: t('report.saved', { file: outcome.file }) };
      return outcome.kind === 'cancelled' ? { ok: true, message: null } : { ok: false, message: t('report.not-saved') };
    },
  };
}
