import type * as v from 'valibot';

import type { Method } from '../../main/node/api/router.ts';

/** One row of the route table in words, beside its schemas: the source of the document. */
export interface Operation {
  readonly method: Method;
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Parameters behind the `?`, each of which may be left out. */
  readonly query?: readonly { readonly name: string; readonly text: string; readonly schema: v.GenericSchema }[];
  /** What the server reads the body by; left out: there is none. */
  readonly body?: { readonly schemas: readonly v.GenericSchema[]; readonly examples: readonly unknown[] };
  readonly success: {
    readonly status: number;
    readonly text: string;
    /** Left out: no body. */
    readonly schema?: v.GenericSchema;
    readonly example?: unknown;
    /** Headers that it may have, with what they say. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Instead of JSON. */
    readonly contentType?: string;
  };
  /** Refusals of its own, beside those that every request may get. */
  readonly refusals: Readonly<Record<number, Refusal>>;
}

/** When a refusal comes; where its document has further members, or it may have headers, those too. */
export type Refusal =
  | string
  | {
      readonly text: string;
      readonly schema?: v.GenericSchema;
      readonly headers?: Readonly<Record<string, string>>;
    };
