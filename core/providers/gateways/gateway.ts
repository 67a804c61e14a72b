import { asRecord, type JsonRecord, type ReportUnrecognized } from '../../units/json.ts';
import type { Account } from '../account.ts';
import { unparsedAnswer } from '../parse.ts';
import type { RequestSpec } from '../provider.ts';
import { bearer, originOf, requestAt } from '../request.ts';
import type { GatewayFields } from './fields.ts';
import { furtherPages, isKeyInfo, parseLiteLlm } from './litellm.ts';
import { isConsoleUser, isSubscription, parseNewApi } from './new-api.ts';
import { parseOpenCodeGo } from './opencode-go.ts';
import { parseSub2api } from './sub2api.ts';

const notFound = 404;
/** How LiteLLM refuses a key that may see itself, but not its user or team. The figures of the key stay. */
const refusals: readonly number[] = [400, 401, 403, notFound, 422, 500];
const ownPages = /\/(key\/info|user\/info|team\/info|api\/user\/self|dashboard\/billing\/(subscription|usage))\/*$/;

/** True where a base URL is the page on which a known gateway states the usage of a key. The app polls that page. */
export function isGatewayPage(baseUrl: string): boolean {
  return ownPages.test(baseUrl);
}

/** What a known gateway states, and the body that states it. The pages of one gateway count as one body. */
interface GatewayAnswer {
  readonly fields: GatewayFields;
  readonly body: JsonRecord;
}

/**
 * Parses the answers of other gateways with the OpenAI interface, recognized by the form of the bodies: OpenCode Go,
 * sub2api, new-api and LiteLLM. Null where no body has one of these forms. Never throws.
 */
export function parseGatewayAnswers(
  answers: readonly unknown[],
  asOfMs: number,
  report: ReportUnrecognized,
): GatewayAnswer | null {
  const records = answers.map(asRecord).filter((body) => body !== null);
  for (const body of records) {
    const fields = parseOpenCodeGo(body, asOfMs, report) ?? parseSub2api(body, asOfMs, report);
    if (fields !== null) return { fields, body };
  }
  const fields = parseNewApi(records) ?? parseLiteLlm(records, report);
  return fields === null ? null : { fields, body: Object.assign({}, ...records.filter(isOfPages)) as JsonRecord };
}

/** True for a page of new-api or LiteLLM with figures, and false for one that refuses. */
function isOfPages(body: JsonRecord): boolean {
  const isOfNewApi = isSubscription(body) || isConsoleUser(body) || body['total_usage'] !== undefined;
  return isOfNewApi || ['info', 'user_info', 'team_info'].some((key) => asRecord(body[key]) !== null);
}

/** The first page to ask at a base URL. Without a path, the usage page of most services is below `/v1`. */
export function firstPage(baseUrl: string): string {
  const base = trimmed(baseUrl);
  return isGatewayPage(base) ? base : isOrigin(base) ? `${base}/v1/usage` : `${base}/usage`;
}

/**
 * The request for the first page. A page that does not exist is an answer, because the service may have other pages.
 * The console of new-api also needs the id of the user, which is the account's organization id.
 */
export function firstRequest(account: Account): RequestSpec {
  const page = firstPage(account.baseUrl);
  const userId = page.endsWith('/api/user/self') ? (account.organizationId ?? null) : null;
  const request = userId === null ? requestAt(page) : requestAt(page, { ...bearer, 'New-Api-User': userId });
  return isGatewayPage(page) ? request : { ...request, answerStatuses: [notFound] };
}

/** The status of a site is public. */
const withoutKey: Readonly<Record<string, string>> = {};

/**
 * The next page of the same service. A page of a known gateway names its other pages. Where the usage page does not
 * exist, the pages of new-api and LiteLLM are tried. Null: the answers are complete.
 */
export function furtherRequest({ baseUrl }: Account, answers: readonly unknown[]): RequestSpec | null {
  const base = trimmed(baseUrl);
  const root = rootOf(base);
  const asked = (isFirst: (body: unknown) => boolean): number => answers.length - 1 - answers.findIndex(isFirst);
  if (answers.some(isKeyInfo)) {
    const page = furtherPages(answers)[asked(isKeyInfo)];
    return page === undefined ? null : { ...requestAt(`${root}${page}`), answerStatuses: refusals };
  }
  if (answers.some(isSubscription)) {
    const step = asked(isSubscription);
    if (step === 0) return requestAt(`${root}/v1/dashboard/billing/usage`);
    return step === 1 ? statusRequest(root) : null;
  }
  if (answers.some(isConsoleUser)) return answers.length === 1 ? statusRequest(root) : null;
  if (isGatewayPage(base) || !answers.every(isNoAnswer)) return null;
  const page = otherPages(base, root, answers[0])[answers.length - 1];
  return page === undefined ? null : { ...requestAt(page), answerStatuses: [notFound] };
}

function statusRequest(root: string): RequestSpec {
  return { ...requestAt(`${root}/api/status`, withoutKey), answerStatuses: refusals };
}

/** The pages to try where the first one does not exist. How a gateway says so tells which one it is. */
function otherPages(base: string, root: string, first: unknown): readonly string[] {
  const newApi = `${root}/v1/dashboard/billing/subscription`;
  const liteLlm = `${root}/key/info`;
  const plain = isOrigin(base) ? [`${base}/usage`] : [];
  const body = asRecord(first);
  if (body?.['detail'] !== undefined) return [liteLlm, ...plain, newApi];
  return body?.['error'] === undefined ? [...plain, newApi, liteLlm] : [newApi, ...plain, liteLlm];
}

/** True where a body is that of a page that does not exist: no JSON, or an error that is not about the key. */
function isNoAnswer(body: unknown): boolean {
  const record = asRecord(body);
  if (record === null) return body === null;
  const isError = (record['error'] ?? record['detail'] ?? record['message'] ?? null) !== null;
  return isError && unparsedAnswer(body, 0, []).failure?.kind === 'nothing-shown';
}

function trimmed(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '');
}

function isOrigin(base: string): boolean {
  return originOf(base)?.length === base.length;
}

/** The address above the OpenAI interface, where gateways keep their own pages. */
function rootOf(base: string): string {
  return base.replace(ownPages, '').replace(/\/v1$/, '');
}
