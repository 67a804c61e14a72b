import type { IncomingHttpHeaders } from 'node:http';

/** A request as the stand-in received it. */
export interface UpstreamRequest {
  /** The name that the reply was scripted under. */
  readonly name: string;
  /** 1 for the first request under this name. */
  readonly ordinal: number;
  readonly method: string;
  /** The path below the name, with the query: `/backend-api/wham/usage`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The decoded JSON that was sent along; null: nothing, or no JSON. */
  readonly body: unknown;
  readonly atMs: number;
}

/** What the stand-in does with a request; a function decides by the request itself. */
export type FixedReply =
  | {
      readonly kind?: 'answer';
      /** 200 unless said. */
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** A text or bytes are sent as they are, anything else as JSON; nothing where it is left out. */
      readonly body?: unknown;
      readonly latencyMs?: number;
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Breaks the connection off; `afterBytes` of a promised body come before. */
  | { readonly kind: 'reset'; readonly afterBytes?: number }
  /** Sends the body bit by bit. */
  | { readonly kind: 'drip'; readonly body: unknown; readonly chunkBytes: number; readonly everyMs: number }
  /** Sends valid JSON of at least this size, without saying its length before. */
  | { readonly kind: 'huge'; readonly bytes: number };

export type Reply = FixedReply | ((request: UpstreamRequest) => FixedReply);
