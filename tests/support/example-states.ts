import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import { providers } from '../../core/providers/registry.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import type { EndpointState } from '../../core/polling/endpoint.ts';
import { exampleAccount } from './engine-world.ts';
import { localeIn } from './locale.ts';

export const nowMs = Date.parse('2026-03-02T13:00:00Z');
export const english = localeIn('en', 'en-GB');
export const chinese = localeIn('zh-Hans', 'zh-CN');

export interface CodexBody {
  readonly session?: { readonly used: number | null; readonly resetsInMinutes?: number };
  readonly weekly?: { readonly used: number | null; readonly resetsInMinutes?: number };
  readonly credits?: unknown;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A Codex usage body whose resets are counted from `nowMs`. */
export function codexBody({ session, weekly, credits, more }: CodexBody): unknown {
  const window = (given: CodexBody['session'], seconds: number): unknown =>
    given === undefined
      ? null
      : {
          used_percent: given.used,
          limit_window_seconds: seconds,
          ...(given.resetsInMinutes === undefined ? {} : { reset_at: (nowMs + given.resetsInMinutes * 60_000) / 1000 }),
        };
  return {
    plan_type: 'pro',
    rate_limit: { primary_window: window(session, 18_000), secondary_window: window(weekly, 604_800) },
    ...(credits === undefined ? {} : { credits }),
    ...more,
  };
}

/** An account after one answer, read `agoMinutes` before `nowMs`, with its link as given. */
export function stateAfter(
  body: unknown,
  options: {
    readonly name?: string;
    readonly account?: Partial<Account>;
    readonly agoMinutes?: number;
    readonly link?: EndpointState['link'];
  } = {},
): AccountState {
  const account = exampleAccount(options.name ?? 'work', options.account);
  const asOfMs = nowMs - (options.agoMinutes ?? 0) * 60_000;
  const read = providers[account.provider].endpoints['usage']?.parse(body, asOfMs, { account, status: 200 });
  if (read?.ok !== true) throw new Error('The example body must be readable');
  const link = options.link ?? { kind: 'idle' };
  return {
    account,
    facts: merge(noFacts, read.observation),
    oddPaths: [],
    endpoints: { usage: { link, fetchedAtMs: asOfMs, nextDueAtMs: asOfMs + 300_000, sequence: 1 } },
  };
}
