import type { Banner } from '../../core/views/panel.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { PortState } from '../node/api/port.ts';

/** Why the local interface is not on the port that the user chose, in a sentence; none while it is. */
export function portNotices(state: PortState | undefined, { t }: LocaleContext): readonly Banner[] {
  if (state?.kind !== 'failed') return [];
  const { port, reason } = state;
  return [{ id: 'api-port', text: t(`notice.port-${reason}`, { port: String(port) }) }];
}
