import type { SlotStatus } from '../concurrency/slots.ts';
import type { Reader } from '../i18n/translate.ts';
import type { Notice } from '../views/panel.ts';

/** Limits that refusals have lowered (S2-15), each until the user sets one. */
export function slotNotices(statuses: readonly SlotStatus[], { t }: Reader): readonly Notice[] {
  return statuses.flatMap(({ accountId, label, limit, autoReducedFrom }) =>
    autoReducedFrom === undefined || limit === null
      ? []
      : [
          {
            id: `slots:${accountId}`,
            text: t('notice.slots-reduced', { account: label, limit: `${limit}`, from: `${autoReducedFrom}` }),
          },
        ],
  );
}
