import type { FigureProgram, ProviderId } from './provider-id.ts';
import type { Account } from './account.ts';
import type { Facts } from '../usage/facts.ts';
import type { Observation } from '../usage/observation.ts';
import type { Failure } from '../polling/failure.ts';
import type { PollInterval } from '../polling/interval.ts';
import type { ResponseHeaders } from './headers.ts';

/** One service as data and pure functions. A provider opens no socket, reads no file and sees no secret. */
export interface Provider {
  readonly id: ProviderId;
  readonly displayName: string;
  /** Two letters for the tile of an account. The tile shows no vendor's mark. */
  readonly tile: string;
  /** Other names under which people look for it, in lower case; left out: none. */
  readonly alsoCalled?: string;
  /** What its figures are about. */
  readonly shows: readonly ShownFigure[];
  /** The pages of the service that the user may open from an account, all with `https:`. Left out: none is known. */
  readonly pages?: ServicePages;
  /** The command with which the user signs in again, as messages show it; null: accounts have a key instead. */
  readonly signInCommand: string | null;
  /** How the user adds an account with a key; left out: the provider's own tool signs in. */
  readonly key?: KeyAccess;
  /** The program that keeps the sign-in of its accounts; left out: none does. */
  readonly keptBy?: KeptAccess;
  /** The tool that signs in its accounts; left out: accounts have a key. */
  readonly tool?: ProviderTool;
  /** The setting that allows polling; left out: accounts of this provider are always polled. */
  readonly pollSetting?: 'askClaude' | 'askCodex';
  /** Origins to which the app may send the secret, besides the origin of the base URL; left out: none. */
  readonly furtherOrigins?: (account: Account) => readonly string[];
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /**
   * Parses the response headers of a model call, and the body of a refusal where there is one (null: a refusal without
   * a known body). Null where they state nothing. Never throws.
   */
  readonly parseHeaders: (headers: ResponseHeaders, asOfMs: number, body?: unknown) => Observation | null;
  /**
   * Parses the body of an answer that another program received and sent to the app, with its status (null: not
   * stated). Null where it states nothing. Left out: bodies of this provider state nothing. Never throws.
   */
  readonly parseBody?: (body: unknown, asOfMs: number, status: number | null) => Observation | null;
  /** Parses the JSON that the tool gives its status line command; left out: it has none. Never throws. */
  readonly parseStatusLine?: (json: unknown, asOfMs: number) => Observation | null;
  /** How the user redeems a banked reset in the app; left out: only at the service. */
  readonly resetRedemption?: ResetRedemption;
  /**
   * The request for the usage of single days; null: this account has no such page. Left out: no account of this
   * provider has one.
   */
  readonly dailyUsageRequest?: (account: Account, firstDay: string, lastDay: string) => RequestSpec | null;
  /** The name of a plan, such as `Pro Lite` for `prolite`. A plan that is not known here keeps its name. */
  readonly planName: (plan: string) => string;
}

/** The pages of a service for a person. A page that is left out is not known. */
export interface ServicePages {
  readonly usage?: string;
  readonly status?: string;
  readonly billing?: string;
}

/** What the figures of a service are about, for the list of services. */
export type ShownFigure = 'limits' | 'balance' | 'spending' | 'sessions';

/**
 * What the user enters as the key. `management-key`, `admin-key`: the key of a model call is not enough.
 * `console-token`: a token of the service's web console. `key-pair`: `<access key id>:<secret>`.
 */
export type KeyKind = 'api-key' | 'management-key' | 'admin-key' | 'console-token' | 'key-pair';

/** How accounts of a provider are added with a key. */
export interface KeyAccess {
  /** Left out: `api-key`. */
  readonly kind?: KeyKind;
  /** Whose id a request names besides the key; left out: nobody's. */
  readonly idOf?: 'team' | 'user' | 'organization' | 'install';
  /** The page where the user creates a key; null: the operator of the service hands it out. */
  readonly page: string | null;
  /** null: the user enters the base URL. */
  readonly defaultBaseUrl: string | null;
  /** An account without a key is polled too; left out: an account needs its key. */
  readonly optional?: true;
}

/**
 * A program of the service that keeps the sign-in. The app reads the sign-in where the program keeps it, while it is
 * valid, and never renews it.
 */
export interface KeptAccess {
  /** The name of the program as its maker writes it. */
  readonly program: string;
  /** The base URL of the service. The sign-in goes to no other computer. */
  readonly baseUrl: string;
  /** The program keeps the figures themselves, so that nothing is sent. Left out: it keeps a sign-in. */
  readonly keeps?: 'figures';
}

/** A command line tool that signs in its own accounts. */
export interface ProviderTool {
  readonly command: 'codex' | 'claude';
  /** The environment variable that names the folder of a sign-in. */
  readonly folderVariable: string;
  /** The app runs it once at a time over all accounts. Left out: once at a time for each folder. */
  readonly runsAlone?: true;
  /** What the tool writes and the app follows without a request. */
  readonly localSource: 'session-log' | 'state-file';
  /** How the app asks the tool for the usage of its account; left out: the tool cannot answer. */
  readonly question?: UsageQuestion;
  /** The tool has a variable for essential traffic only, and the app follows it for these accounts. */
  readonly hasEssentialTrafficVariable?: true;
  /** How the user uses a banked reset in the tool; left out: the tool has no command for it. */
  readonly resetCommand?: ResetCommand;
  /** How the tool starts a window. */
  readonly warmUp: WarmUpCall;
}

/** A command that the user types in the tool. The app only shows and copies it. */
export interface ResetCommand {
  readonly text: string;
  /** The name of the tool as users know it. */
  readonly program: string;
}

/** When the app asks a tool for the usage of its account. A tool that answers renews its own sign-in where needed. */
export interface UsageQuestion {
  /** The source that its figures name. */
  readonly source: 'app-server' | 'tool';
  /** The setting that allows it. */
  readonly setting: 'askCodexTool' | 'askClaudeTool';
  /**
   * `every-poll`: before each poll of the service. `on-occasion`: after the start, after sleep, when the panel opens on
   * old figures, on a refresh, after a warm-up and while the sign-in is asleep. All other polls go to the service.
   */
  readonly when: 'every-poll' | 'on-occasion';
  /** The tool also sends requests that the figures do not need. It is not asked for essential traffic only. */
  readonly hasExtraTraffic?: true;
}

/** The prompt of a request that only starts a window. */
export const warmUpPrompt = 'Reply with OK.';

/** The smallest request that a tool can make to start a window. */
export interface WarmUpCall {
  /** One turn with the smallest prompt, and no permission to change a file. */
  readonly arguments: readonly string[];
  /** The service states a session only while it runs, so a missing session has not started. */
  readonly isMissingSessionUnstarted?: true;
  /**
   * Parses one line that the tool writes during the request; null: it states no limits. Left out: the output states
   * none, so the app throws it away. Never throws.
   */
  readonly parseOutputLine?: (line: string, asOfMs: number) => Observation | null;
}

/** The requests with which the user redeems a banked reset. */
export interface ResetRedemption {
  /** Whether the account's service has these requests. */
  readonly isAvailable: (account: Account) => boolean;
  readonly listRequest: (account: Account) => RequestSpec;
  /** Parses the list of banked resets; null where the body is none. Never throws. */
  readonly parseList: (body: unknown, asOfMs: number) => RedeemableResets | null;
  /** Redeems one. A repeated attempt sends the same request id, a UUID of version 4. */
  readonly request: (account: Account, requestId: string, creditId: string | null) => ActionSpec;
}

/** The banked resets of an account. */
export interface RedeemableResets {
  /** What the list states, for all views. */
  readonly observation: Observation;
  /** The resets that can be redeemed now, the first to expire first. */
  readonly redeemable: readonly RedeemableCredit[];
  /** How many there are. The service may count more than it lists. */
  readonly available: number;
  /** False: the service states that none of them can be used now. */
  readonly isUsableNow: boolean;
}

/** A banked reset that can still be redeemed. */
export interface RedeemableCredit {
  readonly id: string;
  /** The name that the service gives it; null: it gives none. */
  readonly title: string | null;
  /** Null: unknown or never. */
  readonly expiresAtMs: number | null;
}

/** One URL that the app polls for one account. */
export interface Endpoint {
  readonly pollInterval: PollInterval;
  /** Not polled where the user wants essential traffic only. Left out: essential. */
  readonly optional?: true;
  /** Polled even where the service refused the usage endpoint. Left out: not polled then. */
  readonly isIndependent?: true;
  /** Whether the account has something to ask for, judged by the known facts. Left out: always. */
  readonly isWanted?: (account: Account, facts: Facts, nowMs: number) => boolean;
  /** The request of a poll that begins at this time, epoch ms. */
  readonly request: (account: Account, nowMs: number) => PollSpec;
  /**
   * The next request of the same poll, made from the answers so far, such as one with the id of a project that the first
   * answer names. `nowMs` is the time of the first request. Null: the answers are complete. Left out: the poll is one request. At most four requests are sent.
   */
  readonly furtherRequest?: (account: Account, answers: readonly unknown[], nowMs: number) => RequestSpec | null;
  /** Parses the decoded JSON body of the last answer. Never throws. */
  readonly parse: (body: unknown, asOfMs: number, request: AnsweredRequest) => ParseResult;
}

/** The account, the status and the earlier answers that belong to an answer. */
export interface AnsweredRequest {
  readonly account: Account;
  /** 200, or one of the request's `answerStatuses`. */
  readonly status: number;
  /** The bodies of the answers before it, in the order of the requests; left out: there were none. */
  readonly earlier?: readonly unknown[];
}

/** An observation, or why the answer gives none. */
export type ParseResult =
  | { readonly ok: true; readonly observation: Observation }
  | {
      readonly ok: false;
      /** The fields that were not understood, such as `credits.balance: boolean`. */
      readonly paths: readonly string[];
      /** The failure that the body states, such as a refused key; left out: the body has an unknown form. */
      readonly failure?: Failure;
      /** What the answer states although there is nothing to show, such as that a value is unknown now. */
      readonly observation?: Observation;
    };

/** A request that only reads, with placeholders for secrets. The HTTP adapter replaces `{{secret:accessToken}}`. */
export type RequestSpec = GetSpec | QuestionSpec;

/** What a poll begins with: a request to a service, or a look at what a program keeps on this computer. */
export type PollSpec = RequestSpec | ReadSpec;

/** A look at the figures that a program keeps on this computer. Nothing is sent. */
export interface ReadSpec extends Pick<SentSpec, 'headers' | 'timeoutMs' | 'maximumBytes'> {
  readonly method: 'READ';
  readonly program: FigureProgram;
  /** Names the place. No request goes there. */
  readonly url: `figures:${FigureProgram}`;
}

/** A request without a body. */
export interface GetSpec extends SentSpec {
  readonly method: 'GET';
}

/** A POST that changes nothing: the service takes its question in a body. It is sent at most once and never redirected. */
export interface QuestionSpec extends SentSpec {
  readonly method: 'POST';
  readonly isQuestion: true;
  /** Sent as JSON, with the secret in its placeholder. */
  readonly body: unknown;
  /** The type of the body where a service wants its own name for JSON; left out: `application/json`. */
  readonly contentType?: 'application/x-amz-json-1.0';
}

/** A request that changes something at the service. The app sends one only after the user confirmed it. */
export interface ActionSpec extends SentSpec {
  readonly method: 'POST';
  /** Sent as JSON. */
  readonly body: unknown;
}

/**
 * How a request is signed with a pair of keys, in place of a header that holds the secret. The HTTP adapter computes the
 * signature.
 */
export interface SignatureSpec {
  readonly kind: 'volcengine';
  /** The service and the region that the signature is for, as the vendor names them. */
  readonly service: string;
  readonly region: string;
}

interface SentSpec {
  readonly url: string;
  /** The HTTP adapter omits a header with a secret where the account has no secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Left out: the request has no signature. */
  readonly signature?: SignatureSpec;
  /** Error statuses whose body is parsed too, as null where it is no JSON. Left out: none. */
  readonly answerStatuses?: readonly number[];
  readonly timeoutMs: number;
  readonly maximumBytes: number;
  /** A redirect is a failure, even within the origin. Left out: up to three within the origin are followed. */
  readonly refusesRedirects?: true;
}
