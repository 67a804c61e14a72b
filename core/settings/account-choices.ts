import type { Settings } from './settings.ts';

/** The settings that hold something of an account, without it; none of them where there is nothing of it. */
export function withoutAccount(settings: Settings, accountId: string): Partial<Settings> {
  const { accountLabels, accountGroups, accountAlerts, slotLimits, windowWarmups } = settings;
  const without = <T>(name: string, byAccount: Readonly<Record<string, T>>): object =>
    Object.hasOwn(byAccount, accountId)
      ? { [name]: Object.fromEntries(Object.entries(byAccount).filter(([id]) => id !== accountId)) }
      : {};
  const others = windowWarmups.filter((warmup) => warmup.accountId !== accountId);
  return {
    ...without('accountLabels', accountLabels),
    ...without('accountGroups', accountGroups),
    ...without('accountAlerts', accountAlerts),
    ...without('slotLimits', slotLimits),
    ...(others.length < windowWarmups.length ? { windowWarmups: others } : {}),
  };
}
