import type { DemoAccount } from './account.ts';
import { demoAccounts } from './accounts.ts';

/** How many accounts a demo can have. */
export const demoCounts = [1, 3, 19, 60, 1000] as const;
export type DemoCount = (typeof demoCounts)[number];

/** The accounts of one person, who is the first to see. */
const onePerson = ['max', 'fresh', 'low'];

/** Most accounts of a large demo are of Claude, whose tool reads a list of folders of any length. */
const mostOfCodex = 60;

/**
 * Returns this many demo accounts. Up to nineteen have a situation each. More are copies of them with other names, whose
 * figures were read a short time ago, so that the demo need not ask for each of them first.
 */
export function demoAccountsOf(count: DemoCount): readonly DemoAccount[] {
  const person = onePerson.flatMap((name) => demoAccounts.filter((account) => account.name === name));
  if (count <= person.length) return person.slice(0, count);
  const others = demoAccounts.filter(({ provider }) => provider === 'claude');
  const copies = Array.from({ length: count - demoAccounts.length }, (_, index) => {
    const pool = demoAccounts.length + index < mostOfCodex ? demoAccounts : others;
    return copyOf(pool[index % pool.length] as DemoAccount, index + 1);
  });
  return [...demoAccounts, ...copies];
}

function copyOf(account: DemoAccount, number: number): DemoAccount {
  const [name = '', domain = ''] = account.email.split('@');
  const { kind } = account.answers;
  return {
    ...account,
    name: `${account.name}-${number}`,
    email: `${name}-${number}@${domain}`,
    answers: kind === 'signed-out' ? account.answers : { kind: 'later', inMinutes: 1 + (number % 10) },
    readMinutesAgo: account.readMinutesAgo ?? 1,
  };
}
