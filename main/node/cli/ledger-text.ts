import * as v from 'valibot';
import { assertNever } from '../../../core/assert-never.ts';
import type { LedgerCommand } from './ledger-arguments.ts';

type Action = Extract<LedgerCommand, { kind: 'ledger' }>['action'];

const balance = v.object({
  remaining: v.nullable(v.number()),
  capped: v.string(),
  geminiRemaining: v.nullable(v.number()),
});
const row = v.object({ ...balance.entries, installId: v.string(), tier: v.string(), reserved: v.number() });
const placed = v.object({ backend: v.string(), ...balance.entries });
const held = v.object({ reservationId: v.string(), expiresAt: v.string(), ...placed.entries });
const booked = v.object({ charged: v.boolean(), tier: v.string(), ...balance.entries });

/** Of the local interface, whether asked over the socket or in this process. */
export interface LedgerReply {
  readonly status: number;
  readonly body: unknown;
}

/** An answer of the ledger as a sentence for people; a reservation's id is its first word. */
export function ledgerText(action: Action, { status, body }: LedgerReply): string {
  if (status === 402) return `Denied. ${detailOf(body)}`;
  switch (action) {
    case 'plan':
      return told(placed, body, (plan) => `Allowed, on ${backendWord(plan.backend)}. ${leftText(plan)}`);
    case 'reserve':
      return told(
        held,
        body,
        ({ reservationId, expiresAt, backend, ...left }) =>
          `${reservationId} is reserved until ${expiresAt}, on ${backendWord(backend)}. ${leftText(left)}`,
      );
    case 'commit':
      return told(booked, body, ({ charged, tier, ...left }) => {
        const what = charged ? 'Booked one credit' : 'Booked before, so nothing was charged';
        return `${what} (${tier}). ${leftText(left)}`;
      });
    case 'release':
      return 'Released; the credit is free again.';
    case 'show':
      return Array.isArray(body) ? told(v.array(row), body, rowsText) : told(row, body, rowText);
    default:
      return assertNever(action);
  }
}

/** The app that answered may be of another version, with other fields. */
function told<T>(schema: v.GenericSchema<unknown, T>, body: unknown, say: (answer: T) => string): string {
  const read = v.safeParse(schema, body);
  return read.success ? say(read.output) : notUnderstood;
}

const notUnderstood = 'The answer was not understood. --json shows it as it is.';

/** The sentence of a problem document. */
export function detailOf(body: unknown): string {
  const detail = (body as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : notUnderstood;
}

function rowsText(rows: readonly v.InferOutput<typeof row>[]): string {
  return rows.length === 0 ? 'No install has asked yet.' : rows.map(rowText).join('\n');
}

function rowText(install: v.InferOutput<typeof row>): string {
  const reserved = install.reserved === 0 ? '' : ` ${install.reserved} reserved.`;
  return `${install.installId}  ${install.tier}  ${leftText(install)}${reserved}`;
}

function leftText({ remaining, capped, geminiRemaining }: v.InferOutput<typeof balance>): string {
  if (capped === 'unknown') return 'What is left is unknown, because its tier is not configured.';
  const scope = capped === 'lifetime' ? 'in all' : 'this month';
  const left = remaining === null ? 'No limit' : `${remaining} ${remaining === 1 ? 'credit' : 'credits'} left ${scope}`;
  return geminiRemaining === null ? `${left}.` : `${left}, ${geminiRemaining} for Gemini.`;
}

function backendWord(backend: string): string {
  return backend === 'gemini' ? 'Gemini' : 'own hardware';
}
