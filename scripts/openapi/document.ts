import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';

import type { Method } from '../../main/node/api/router.ts';
import { problemAnswer } from './answers.ts';

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

/** JSON Schema, or a part of the document that holds some. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Refusals that every request may get, and those that only one with a body may get. */
const common = {
  400: [
    'BadRequest',
    'The request has no `Host` or several, an id in its path is not of the form, or its body is not JSON or not of the form; the field is named',
  ],
  401: ['Unauthorised', 'On the port: the token is missing or wrong'],
  403: ['Refused', 'The request has an `Origin`, or on the port a `Host` that is not this computer'],
  408: ['TooSlow', 'The request took longer than ten seconds to arrive'],
  417: ['Expectation', 'The request has an `Expect` other than `100-continue`'],
  431: ['LongHeaders', 'The headers are over 16 KiB'],
  500: ['Fault', 'A fault of ours'],
} as const;
const ofBodies = {
  413: ['TooLarge', 'The body is over 64 KiB'],
  415: ['WrongType', 'The body is not `application/json`'],
} as const;

/** The OpenAPI 3.1 document of these requests, as JSON text. */
export function openApiText(operations: readonly Operation[], version: string): string {
  const paths = [...new Set(operations.map(({ path }) => path))];
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Quota Tray, local interface',
      version,
      description:
        'HTTP on a Unix socket (a named pipe on Windows) and, where the user turned it on, on a port of this computer with a bearer token. Errors are application/problem+json; 404 is an unknown path, 405 another method with Allow. HEAD is taken wherever GET is, and answers without a body.',
    },
    servers: [
      { url: 'http://localhost', description: 'the socket api.sock in the data folder; no token' },
      {
        url: 'http://127.0.0.1:{port}',
        description: 'the port of the settings, with the token of quota-tray api-token',
        variables: { port: { default: '8787' } },
      },
    ],
    security: [{}, { token: [] }],
    paths: Object.fromEntries(
      paths.map((path) => [
        path,
        Object.fromEntries(operations.filter((each) => each.path === path).flatMap((each) => methodsOf(each))),
      ]),
    ),
    components: {
      schemas: { Problem: { ...jsonSchemaOf(problemAnswer), description: 'RFC 9457; `detail` says what to do' } },
      responses: Object.fromEntries(
        Object.values({ ...common, ...ofBodies }).map(([name, text]) => [name, refusalOf(text)]),
      ),
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Each GET is a HEAD too. */
function methodsOf(operation: Operation): readonly (readonly [string, JsonSchema])[] {
  const described = [operation.method.toLowerCase(), operationOf(operation)] as const;
  if (operation.method !== 'GET') return [described];
  const { id, summary, path, query, success } = operation;
  const { text, status } = success;
  const head = operationOf({
    ...{ method: operation.method, path, id: `${id}Head`, summary: `${summary}: without the body` },
    ...(query === undefined ? {} : { query }),
    ...{ success: { status, text }, refusals: {} },
  });
  return [described, ['head', head]];
}

function operationOf({ id, summary, path, query = [], body, success, refusals }: Operation): JsonSchema {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...query.map(({ name, text, schema }) => ({
      ...{ name, in: 'query', required: false, description: text },
      schema: jsonSchemaOf(schema),
    })),
  ];
  const shared = Object.entries({ ...common, ...(body === undefined ? {} : ofBodies) });
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: needsBody(body), content: requestContent(body) } }),
    responses: {
      [success.status]: { description: success.text, ...headersOf(success), ...answerContent(success) },
      ...Object.fromEntries(shared.map(([status, [name]]) => [status, { $ref: `#/components/responses/${name}` }])),
      ...Object.fromEntries(Object.entries(refusals).map(([status, refusal]) => [status, refusalOf(refusal)])),
    },
  };
}

/** No body counts as `{}`. */
function needsBody({ schemas }: NonNullable<Operation['body']>): boolean {
  return schemas.every((schema) => !v.safeParse(schema, {}).success);
}

function headersOf({ headers }: { readonly headers?: Readonly<Record<string, string>> }): JsonSchema {
  if (headers === undefined) return {};
  const described = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return { headers: Object.fromEntries(described) as unknown };
}

function requestContent({ schemas, examples }: NonNullable<Operation['body']>): JsonSchema {
  const forms = schemas.map(jsonSchemaOf);
  return {
    'application/json': {
      schema: forms.length === 1 ? forms[0] : { oneOf: forms },
      examples: Object.fromEntries(examples.map((value, place) => [`example${place + 1}`, { value }])),
    },
  };
}

function answerContent({ schema, example, contentType }: Operation['success']): JsonSchema {
  if (contentType !== undefined) return { content: { [contentType]: { schema: { type: 'string' } } } };
  if (schema === undefined) return {};
  const content = { schema: jsonSchemaOf(schema), ...(example === undefined ? {} : { example }) };
  return { content: { 'application/json': content } };
}

function refusalOf(refusal: Refusal): JsonSchema {
  const told = typeof refusal === 'string' ? { text: refusal } : refusal;
  const schema = told.schema === undefined ? { $ref: '#/components/schemas/Problem' } : jsonSchemaOf(told.schema);
  return { description: told.text, ...headersOf(told), content: { 'application/problem+json': { schema } } };
}

/** The JSON Schema (2020-12) of what a schema takes. Throws for a form that JSON Schema cannot say. */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...described } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'throw',
    // A free check is code; the message of the refusal tells it.
    ignoreActions: ['check', 'readonly'],
  });
  return described;
}
