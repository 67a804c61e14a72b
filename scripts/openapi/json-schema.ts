import type * as v from 'valibot';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is read of a schema of valibot; which members there are depends on its type. */
interface Node {
  readonly type: string;
  readonly kind: 'schema' | 'validation' | 'transformation' | 'metadata';
  readonly pipe?: readonly Node[];
  readonly requirement?: unknown;
  readonly wrapped?: Node;
  readonly default?: unknown;
  readonly item?: Node;
  readonly items?: readonly Node[];
  readonly value?: Node;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
}

/** The JSON Schema (2020-12) of what a schema takes. Throws for a form it does not know, so that nothing is left out. */
export function jsonSchemaOf(schema: v.GenericSchema): JsonSchema {
  return schemaOf(schema);
}

function schemaOf(node: Node): JsonSchema {
  const [first, ...actions] = node.pipe ?? [node];
  if (first === undefined) throw new Error('A pipe has a schema.');
  const base = first.pipe === undefined ? plain(first) : schemaOf(first);
  return Object.assign({}, base, ...actions.map(limitOf)) as JsonSchema;
}

function plain(node: Node): JsonSchema {
  switch (node.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return { type: node.type };
    case 'unknown':
      return {};
    case 'null':
      return { type: 'null' };
    case 'literal':
      return { const: node.literal };
    case 'picklist':
      return { enum: node.options };
    case 'nullable':
      return { anyOf: [schemaOf(part(node.wrapped)), { type: 'null' }] };
    case 'exact_optional':
    case 'optional': {
      const inner = schemaOf(part(node.wrapped));
      return node.default === undefined ? inner : { ...inner, default: node.default };
    }
    case 'union':
      return { anyOf: (node.options as readonly Node[]).map(schemaOf) };
    case 'tuple':
      return { type: 'array', prefixItems: (node.items ?? []).map(schemaOf) };
    case 'array':
      return { type: 'array', items: schemaOf(part(node.item)) };
    case 'record':
      return { type: 'object', additionalProperties: schemaOf(part(node.value)) };
    case 'object':
    case 'strict_object':
      return objectOf(node);
    default:
      throw new Error(`No JSON Schema is known for "${node.type}".`);
  }
}

function objectOf({ type, entries = {} }: Node): JsonSchema {
  const required = Object.entries(entries).flatMap(([name, entry]) => (entry.type.endsWith('optional') ? [] : [name]));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, schemaOf(entry)])),
    ...(required.length === 0 ? {} : { required }),
    ...(type === 'strict_object' ? { additionalProperties: false } : {}),
  };
}

const limits: Readonly<Record<string, string>> = {
  min_value: 'minimum',
  max_value: 'maximum',
  gt_value: 'exclusiveMinimum',
  min_length: 'minLength',
  max_length: 'maxLength',
};

function limitOf({ type, requirement }: Node): JsonSchema {
  if (type === 'integer' || type === 'safe_integer') return { type: 'integer' };
  // A free check is code; the message of the refusal tells it.
  if (type === 'check') return {};
  const name = limits[type];
  if (name === undefined) throw new Error(`No JSON Schema is known for "${type}".`);
  return { [name]: requirement };
}

function part(node: Node | undefined): Node {
  if (node === undefined) throw new Error('A schema lacks its part.');
  return node;
}
