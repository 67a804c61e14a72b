import * as v from 'valibot';
import { assertNever } from '../../core/assert-never.ts';
import type { Translate } from '../../core/i18n/translate.ts';
import type { UnavailableReason } from '../../core/ledger/store.ts';
import { tableLines, type TerminalStyle } from '../../core/text/table.ts';
import type { LedgerAction, LedgerCommand } from './ledger-request.ts';

const balance = v.object({
  remaining: v.nullable(v.number()),
  capped: v.string(),
  geminiRemaining: v.nullable(v.number()),
});
const row = v.object({ ...balance.entries, installId: v.string(), tier: v.string(), reserved: v.number() });
const plan = v.object({ backend: v.string(), ...balance.entries });
const reservation = v.object({ reservationId: v.string(), expiresAt: v.string(), ...plan.entries });
const commit = v.object({ charged: v.boolean(), tier: v.string(), ...balance.entries });

/** An answer of the local interface, over the socket or from this process. */
export interface LedgerReply {
  readonly status: number;
  readonly body: unknown;
}

/** An answer of the ledger as a sentence for people. The sentence about a reservation begins with its id. */
export function ledgerText(
  action: LedgerAction,
  { status, body }: LedgerReply,
  t: Translate,
  terminal: TerminalStyle,
): string {
  if (status === 402) return t('cli.ledger.denied', { reason: denialText(body, t) });
  switch (action) {
    case 'plan':
      return textOf(plan, body, t, ({ backend, ...left }) =>
        sentences(t('cli.ledger.allowed', { backend: t(backendKey(backend)) }), leftText(left, t), t),
      );
    case 'reserve':
      return textOf(reservation, body, t, ({ reservationId, expiresAt: time, backend, ...left }) => {
        const what = t('cli.ledger.reserved', { id: reservationId, time, backend: t(backendKey(backend)) });
        return sentences(what, leftText(left, t), t);
      });
    case 'commit':
      return textOf(commit, body, t, ({ charged, tier, ...left }) =>
        sentences(t(charged ? 'cli.ledger.booked' : 'cli.ledger.booked-before', { tier }), leftText(left, t), t),
      );
    case 'release':
      return t('cli.ledger.released');
    case 'show':
      return Array.isArray(body)
        ? textOf(v.array(row), body, t, (rows) => rowsText(rows, t, terminal))
        : textOf(row, body, t, (install) => rowText(install, t));
    default:
      return assertNever(action);
  }
}

/** The sentence for an answer that has the expected fields. The app that answered may be of another version. */
function textOf<T>(
  schema: v.GenericSchema<unknown, T>,
  body: unknown,
  t: Translate,
  write: (answer: T) => string,
): string {
  const parsed = v.safeParse(schema, body);
  return parsed.success ? write(parsed.output) : t('cli.ledger.not-understood');
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Why the ledger refused a request, in the user's language where this version knows the reason, else with the
 * English sentence of the answer.
 */
export function refusalText(
  { action, path, body }: Pick<LedgerCommand, 'action' | 'path' | 'body'>,
  { status, body: answer }: LedgerReply,
  tiers: readonly string[],
  t: Translate,
): string {
  if (status === 422) return t('cli.ledger.bad-tier', { names: tiers.join(', ') });
  const install = /\/installs\/([^/?]+)/.exec(path)?.[1];
  const reservationId = /\/reservations\/([^/]+)$/.exec(path)?.[1] ?? body?.['reservationId'];
  if (status === 400 && install !== undefined && !uuid.test(install)) return t('cli.ledger.bad-install');
  if (status === 400 && typeof reservationId === 'string' && !uuid.test(reservationId))
    return t('cli.ledger.bad-reservation');
  if (action === 'commit' && status === 404) return t('cli.ledger.commit-unknown');
  if (action === 'commit' && status === 409) return t('cli.ledger.commit-released');
  if (action === 'release' && status === 404) return t('cli.ledger.release-unknown');
  if (action === 'release' && status === 409) return t('cli.ledger.release-charged');
  return detailOf(answer, t);
}

/** The sentence of a problem document, in the user's language if its reason is one that this version knows. */
function detailOf(body: unknown, t: Translate): string {
  const reason = (body as { reason?: unknown } | null)?.reason;
  const known = unavailableReasons.find((each) => each === reason);
  if (known !== undefined) return t(`cli.ledger.unavailable-${known}`);
  const detail = (body as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : t('cli.ledger.not-understood');
}

function denialText(body: unknown, t: Translate): string {
  const reason = (body as { reason?: unknown } | null)?.reason;
  if (reason === 'out_of_credits') return t('cli.ledger.out-of-credits');
  return reason === 'gemini_cap_exceeded_no_hardware' ? t('cli.ledger.gemini-cap') : detailOf(body, t);
}

const unavailableReasons = [
  'busy',
  'full',
  'read-only',
  'denied',
  'damaged',
  'setting',
  'newer-version',
  'not-loaded',
  'unreachable',
  'closed',
  'other',
] as const satisfies readonly UnavailableReason[];

type Row = v.InferOutput<typeof row>;

/** A table on a terminal; in a pipe a line an install, as scripts read it. */
function rowsText(rows: readonly Row[], t: Translate, terminal: TerminalStyle): string {
  if (rows.length === 0) return t('cli.ledger.no-install');
  if (terminal.columns === null) return rows.map((install) => rowText(install, t)).join('\n');
  const columns = [
    { title: t('cli.column.install') },
    { title: t('cli.column.tier'), fit: 'cut' },
    { title: t('cli.column.reserved'), align: 'right' },
    { title: t('cli.column.left'), fit: 'wrap' },
  ] as const;
  const lines = rows.map((install) => [
    install.installId,
    install.tier,
    String(install.reserved),
    { text: leftText(install, t), ...(install.remaining === 0 ? { colour: 'critical' as const } : {}) },
  ]);
  return tableLines(columns, lines, terminal).join('\n');
}

function rowText(install: Row, t: Translate): string {
  const left = leftText(install, t);
  const { installId, tier, reserved } = install;
  const text = reserved === 0 ? left : sentences(left, t('cli.ledger.row-reserved', { count: reserved }), t);
  return `${installId}  ${tier}  ${text}`;
}

function leftText({ remaining, capped, geminiRemaining }: v.InferOutput<typeof balance>, t: Translate): string {
  if (capped === 'unknown') return t('cli.ledger.left-unknown');
  const left =
    remaining === null
      ? t('cli.ledger.no-limit')
      : t(capped === 'lifetime' ? 'cli.ledger.left-in-all' : 'cli.ledger.left-this-month', { count: remaining });
  return geminiRemaining === null
    ? t('cli.ledger.left', { left })
    : t('cli.ledger.left-gemini', { left, gemini: geminiRemaining });
}

function sentences(first: string, second: string, t: Translate): string {
  return t('cli.ledger.sentences', { first, second });
}

function backendKey(backend: string): 'cli.ledger.gemini' | 'cli.ledger.hardware' {
  return backend === 'gemini' ? 'cli.ledger.gemini' : 'cli.ledger.hardware';
}
