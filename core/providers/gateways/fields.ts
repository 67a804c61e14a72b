import { statedValue } from '../../usage/fact.ts';
import type { Observation, SpendReading } from '../../usage/observation.ts';
import { type DecimalString, compareDecimals } from '../../units/decimal.ts';

/** The parts of an observation that a gateway can state. */
export type GatewayFields = Pick<Observation, 'windows' | 'spend' | 'spendLimits' | 'prepaid' | 'plan' | 'blocked'>;

/** The gateways that the app knows by the form of their answers, as their makers write them. */
export const gatewayNames = ['OpenCode Go', 'sub2api', 'new-api', 'LiteLLM'] as const;

/** One of `gatewayNames`. */
export type GatewayName = (typeof gatewayNames)[number];

const separator = ' · ';

/** The plan of an account at a gateway, which names the gateway: `new-api · vip`. */
export function gatewayPlan(gateway: GatewayName, plan: string | null): Required<Pick<GatewayFields, 'plan'>> {
  return { plan: statedValue(plan === null ? gateway : `${gateway}${separator}${plan}`) };
}

/** True where a plan is one of `gatewayPlan`, so the account is at a known gateway. */
export function isGatewayPlan(plan: string): boolean {
  return gatewayNames.some((name) => plan === name || plan.startsWith(`${name}${separator}`));
}

/** What was spent of money without a limit. */
export function spendInMoney(scope: string, currency: string, used: DecimalString | null): SpendReading {
  return { unit: 'money', currency, used, limit: null, remaining: null, scope, resetsAtMs: null };
}

/**
 * The spend limits of an answer, the one that binds first: the one with the least left. Without any limit the order
 * stays.
 */
export function spendOf(spends: readonly SpendReading[]): Pick<GatewayFields, 'spend' | 'spendLimits'> {
  const [first, ...others] = [...spends].sort(byRemaining);
  return first === undefined ? {} : { spend: statedValue(first), spendLimits: statedValue([first, ...others]) };
}

function byRemaining({ remaining: one }: SpendReading, { remaining: other }: SpendReading): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compareDecimals(one, other);
}
