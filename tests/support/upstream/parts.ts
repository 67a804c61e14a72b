/** What the services are asked beside usage; the stand-in scripts and counts each as `<name>/<part>`. */
export type UpstreamPart =
  | 'grant'
  | 'monthly-usage'
  | 'reset-credits'
  | 'consume'
  | 'daily-usage'
  | 'wallet'
  | 'credits';

const parts: readonly (readonly [RegExp, UpstreamPart])[] = [
  [/^\/api\/oauth\/organizations\/[^/]+\/overage_credit_grant$/, 'grant'],
  [/^\/backend-api\/accounts\/[^/]+\/spend-controls\/current-user\/monthly-usage$/, 'monthly-usage'],
  [/^\/backend-api\/wham\/rate-limit-reset-credits$/, 'reset-credits'],
  [/^\/backend-api\/wham\/rate-limit-reset-credits\/consume$/, 'consume'],
  [/^\/v1\/wallet\/summary$/, 'wallet'],
  [/^\/api\/v1\/credits$/, 'credits'],
  [/^\/backend-api\/wham\/analytics\/daily-workspace-usage-counts$/, 'daily-usage'],
];

/** Which part a path asks for; null: usage, or what nobody knows. */
export function partOf(path: string): UpstreamPart | null {
  const [bare = ''] = path.split('?');
  return parts.find(([pattern]) => pattern.test(bare))?.[1] ?? null;
}
