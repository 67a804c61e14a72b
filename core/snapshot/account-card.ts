import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { isBlockedOutright } from './blocked-reason.ts';
import { convertedDetails } from './converted-words.ts';
import { factActions } from './fact-actions.ts';
import { factWords } from './fact-words.ts';
import { meterRow } from './meter-row.ts';
import type { AccountCardView, FactRowView } from '../views/panel.ts';
import { planWords } from './plan-words.ts';
import type { AccountSnapshot } from './schema.ts';
import { ageText, needsUser, stateText } from '../views/account.ts';

/** One account as the panel shows it, without what only the panel knows: footnote and provenance. */
export function accountCard(
  account: AccountSnapshot,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): AccountCardView {
  return {
    id: account.id,
    provider: account.provider,
    label: account.label,
    subtitle: planWords(account, ' · '),
    stateText: account.state === 'stale' ? null : stateText(account, reader, nowMs),
    stateTone: needsUser(account) ? 'attention' : 'quiet',
    needsSignIn: account.state === 'signed-out',
    // A window that blocks a fresh account says so in its row already.
    message: account.state === 'fresh' && !isBlockedOutright(account) ? null : account.message,
    ageText: ageText(account, reader, nowMs),
    meters: account.windows.map((window) => meterRow(window, account, settings, reader, nowMs)),
    facts: factWords(account, settings, reader, nowMs).map(({ id, name, text, attention, stale, bar, converted }) => ({
      id,
      name,
      text,
      tone: attention ? 'attention' : stale ? 'stale' : 'normal',
      bar,
      details: convertedDetails(converted, reader),
      ...withActions(factActions(id, account, settings, reader)),
    })),
    footnote: null,
  };
}

/** Left out where there is nothing one can do. */
function withActions(actions: NonNullable<FactRowView['actions']>): Pick<FactRowView, 'actions'> {
  return actions.length === 0 ? {} : { actions };
}
