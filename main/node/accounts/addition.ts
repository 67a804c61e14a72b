import {
  accountOf,
  type AddedAccount,
  type Addition,
  type AdditionProblem,
  isUsableOrganizationId,
  keyProblem,
} from '../../../core/accounts/added-account.ts';
import { needsId } from '../../../core/providers/own/definition.ts';
import type { ProviderId } from '../../../core/providers/provider-id.ts';
import { findProvider } from '../../../core/providers/registry.ts';
import { originOf } from '../../../core/providers/request.ts';
import { noFacts } from '../../../core/usage/facts.ts';
import { cleanText } from '../../../core/units/text.ts';
import { parseBaseUrl } from '../credentials/base-url.ts';
import { accountIdOf } from '../credentials/fingerprint.ts';
import { usageEndpointId } from '../../../core/polling/endpoint.ts';

export type ValidatedAddition =
  | { readonly kind: 'good'; readonly account: AddedAccount }
  | { readonly kind: 'invalid'; readonly problem: AdditionProblem; readonly provider: ProviderId | null };

/**
 * Returns the account that the user described, or the problem with the description. The account's id is a hash
 * of the first description, so that adding it again means the same account. Pure.
 *
 * @param names The user's own names of accounts. A renamed account is found by either name.
 */
export function validateAddition(
  addition: Addition,
  known: readonly AddedAccount[],
  names: Readonly<Record<string, string>>,
  nowMs: number,
): ValidatedAddition {
  const provider = findProvider(addition.provider);
  if (provider === null) return { kind: 'invalid', problem: 'unknown-provider', provider: null };
  const invalid = (problem: AdditionProblem): ValidatedAddition => ({
    kind: 'invalid',
    problem,
    provider: provider.id,
  });
  if (provider.keptBy !== undefined) return invalid('kept-elsewhere');
  if (provider.key === undefined) return invalid('signs-in');
  const label = cleanText(addition.label);
  if (label === '' || label.length > 100) return invalid('label');
  const { definition } = addition;
  if ((provider.id === 'own') !== (definition !== undefined)) return invalid('definition');
  const givenUrl = addition.baseUrl?.trim() === '' ? null : addition.baseUrl;
  const wantedUrl = givenUrl ?? definition?.origin ?? provider.key.defaultBaseUrl;
  if (wantedUrl === null) return invalid('base-url-missing');
  const baseUrl = wantedUrl.length > 2000 ? null : parseBaseUrl(wantedUrl);
  if (baseUrl === null) return invalid('base-url');
  if (definition?.origin !== undefined && originOf(baseUrl) !== definition.origin) return invalid('other-origin');
  const organizationId = addition.organizationId?.trim() === '' ? null : (addition.organizationId?.trim() ?? null);
  if (organizationId !== null && !isUsableOrganizationId(organizationId)) return invalid('organization');
  if (definition !== undefined && needsId(definition) && organizationId === null)
    return invalid('organization-missing');
  if (addition.key === '' && provider.key.optional !== true) return invalid('key-missing');
  const problem = addition.key === '' ? null : keyProblem(addition.key, provider.key.kind);
  if (problem !== null) return invalid(problem);
  const same = known.find(
    (other) =>
      other.provider === provider.id &&
      other.baseUrl === baseUrl &&
      other.organizationId === organizationId &&
      (other.label === label || (Object.hasOwn(names, other.id) && names[other.id] === label)),
  );
  const suggestionId = addition.suggestionId ?? same?.suggestionId;
  const account: AddedAccount = {
    id: same?.id ?? accountIdOf(provider.id, ['added', baseUrl, organizationId, label]),
    provider: provider.id,
    label: same?.label ?? label,
    baseUrl,
    organizationId,
    keyGivenAt: addition.key === '' ? null : new Date(nowMs).toISOString(),
    ...(suggestionId === undefined ? {} : { suggestionId }),
    ...(definition === undefined ? {} : { definition }),
  };
  const { isWanted } = provider.endpoints[usageEndpointId] ?? {};
  const asksNothing = isWanted !== undefined && !isWanted(accountOf(account), noFacts, nowMs);
  return asksNothing && organizationId === null ? invalid('organization-missing') : { kind: 'good', account };
}
