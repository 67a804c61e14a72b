import { aloneIn } from '../i18n/direction.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { arranged, standingOf } from '../snapshot/order.ts';
import type { Snapshot } from '../snapshot/schema.ts';
import { planText } from './account.ts';
import type { TileView } from './panel-model.ts';
import { baseRow, nameParts, tileOf } from './row.ts';

/** One account in the settings. */
export interface SettingsAccount {
  readonly id: string;
  readonly label: string;
  /** `Codex · Pro` */
  readonly subtitle: string;
  /** The folder of its sign-in, or the address of its service. `–` while names are hidden. */
  readonly place: string;
  readonly tile: TileView;
  /** `studio`: the part of an address before the @, or the whole name. */
  readonly name: string;
  /** `@river.example`, or null. */
  readonly domain: string | null;
  /** What the account needs from the user: `Sign in`; null: nothing. */
  readonly needs: string | null;
  /** The user added the account; left out: its own tool signs it in. */
  readonly isAdded?: true;
  /** The account has a key of its own, which the user can replace; left out: it has none. */
  readonly hasKey?: true;
  /** The user describes its service; left out: the app knows the service. */
  readonly isOwnService?: true;
}

/** Returns all accounts in the user's own order, also hidden ones. */
export function settingsAccounts(
  snapshot: Snapshot,
  settings: Settings,
  around: { readonly placeOf: (accountId: string) => string | null; readonly isAdded: (accountId: string) => boolean },
  locale: LocaleContext,
  nowMs: number,
): readonly SettingsAccount[] {
  const order = { groupBy: 'none', order: settings.order, pinned: [], hidden: [], isCompact: false, nowMs } as const;
  return arranged(snapshot.accounts, order).flatMap(({ accounts }) =>
    accounts.map((account) => {
      const needsUser = standingOf(account) === 'needs-you';
      const [action] = needsUser ? baseRow(account, settings, locale, nowMs).actions : [];
      return {
        ...{ id: account.id, label: account.label, subtitle: aloneIn(planText(account, ' · '), locale) },
        place: settings.hidePersonal ? '–' : aloneIn(around.placeOf(account.id) ?? '–', locale),
        tile: tileOf(account, settings),
        ...nameParts(account.label),
        needs: action?.text ?? null,
        ...(around.isAdded(account.id) ? { isAdded: true as const } : {}),
        ...(account.provider === 'own' ? { isOwnService: true as const } : {}),
        ...(findProvider(account.provider)?.key === undefined ? {} : { hasKey: true as const }),
      };
    }),
  );
}
