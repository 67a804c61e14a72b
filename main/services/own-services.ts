import type { AccountState } from '../../core/accounts/account-state.ts';
import { accountOf } from '../../core/accounts/added-account.ts';
import { newEndpoint, started, succeeded, usageEndpointId } from '../../core/polling/endpoint.ts';
import type { Failure } from '../../core/polling/failure.ts';
import type { ServiceDefinition } from '../../core/providers/own/definition.ts';
import { type EmptyPlace, figuresOf } from '../../core/providers/own/figures.ts';
import { loadProviders } from '../../core/providers/registry.ts';
import { serviceOf } from '../../core/providers/service.ts';
import { buildSnapshot } from '../../core/snapshot/build.ts';
import { failureText } from '../../core/text/account-message.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import { emptyPlaceTexts, foundLines } from '../../core/views/own-service.ts';
import type { ServiceTestAnswer } from '../../core/views/own-service-check.ts';
import { validateAddition } from '../node/accounts/addition.ts';
import { readOwnFile } from '../node/storage/own-file.ts';
import type { Services } from './create-services.ts';

/** What a test of a service file uses. */
export type OwnServiceServices = Pick<Services, 'httpWithKey' | 'settings' | 'locale' | 'clock'>;

/** What the user gives for one test. The key is used for one request and kept nowhere. */
export interface ServiceTrial {
  readonly definition: ServiceDefinition;
  /** Null: the address of the file. */
  readonly baseUrl: string | null;
  readonly organizationId: string | null;
  readonly key: string;
}

/** Asks a service once and returns its figures. Saves nothing. */
export async function testOwnService(
  services: OwnServiceServices,
  { definition, baseUrl, organizationId, key }: ServiceTrial,
): Promise<ServiceTestAnswer> {
  const { settings, locale, clock } = services;
  const { t } = locale();
  await loadProviders(['own']);
  const nothing = { ok: false, figures: [], empty: [] } as const;
  const nowMs = clock.nowMs();
  const wanted = { provider: 'own', label: definition.name, baseUrl, organizationId, key, definition };
  const checked = validateAddition(wanted, [], {}, nowMs);
  if (checked.kind === 'invalid') {
    return { ...nothing, message: t(`addition.${checked.problem}`, { provider: definition.name, providers: '' }) };
  }
  const account = accountOf(checked.account);
  const service = serviceOf(account);
  const endpoint = service.endpoints[usageEndpointId];
  if (endpoint === undefined) throw new Error('A service of the user has no usage endpoint.');
  const failed = (failure: Failure): string =>
    failureText({ failure, nextRefreshAtMs: null }, service, locale(), nowMs) ??
    t('own.test.nothing', { service: definition.name });
  const outcome = await services.httpWithKey(key).send(endpoint.request(account, nowMs), account);
  if (outcome.kind === 'failure') return { ...nothing, message: failed(outcome.failure) };
  const { emptyPlaces } = figuresOf(definition, outcome.body, nowMs);
  const empty = emptyPlaceTexts(distinct(emptyPlaces), locale());
  const parsed = endpoint.parse(outcome.body, nowMs, { account, status: outcome.status ?? 200 });
  if (!parsed.ok) {
    const isStated = parsed.failure !== undefined && parsed.failure.kind !== 'nothing-shown';
    const message = isStated ? failed(parsed.failure) : t('own.test.nothing', { service: definition.name });
    return { ...nothing, message, empty };
  }
  const usage = succeeded(started(newEndpoint(nowMs), nowMs), nowMs);
  const facts = merge(noFacts, parsed.observation);
  const state: AccountState = { account, facts, endpoints: { usage }, oddPaths: [], offer: null };
  const [shown] = buildSnapshot([state], settings.get(), locale(), nowMs).accounts;
  const figures = shown === undefined ? [] : foundLines(shown, settings.get(), locale(), nowMs);
  return { ok: true, message: t('own.test.works', { service: definition.name }), figures, empty };
}

/** A place that several figures use is named once. */
function distinct(places: readonly EmptyPlace[]): readonly EmptyPlace[] {
  return [...new Map(places.map((place) => [place.member, place])).values()];
}

const mostFileBytes = 131_072;

/** Returns the text of a service file that the user names; null: it cannot be read, or is too large for one. */
export function serviceFileText(file: string): string | null {
  const found = readOwnFile(file, { maximumBytes: mostFileBytes });
  return found.kind === 'text' ? found.text : null;
}
