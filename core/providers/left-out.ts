import type { ProviderId } from './provider-id.ts';

/**
 * Why this app does not poll a service. `cookie`: its figures need the cookie of a browser. `borrowed-identity`: it
 * answers only to the name of another program. `password`: it needs the user's password. `paid-question`: each question
 * costs money. `may-charge`: a question can make the service charge the user. `no-figure`: no key that the user could enter gives a figure.
 */
export type LeftOutReason =
  | { readonly kind: 'cookie' }
  | { readonly kind: 'borrowed-identity' }
  | { readonly kind: 'password' }
  | { readonly kind: 'paid-question' }
  | { readonly kind: 'may-charge' }
  | { readonly kind: 'no-figure' };

/** A service that people look for and that this app does not poll. */
export interface LeftOutService {
  readonly name: string;
  readonly reason: LeftOutReason;
  /** The provider that shows figures of the same account in an allowed way; left out: there is none. */
  readonly instead?: ProviderId;
}

const cookie: LeftOutReason = { kind: 'cookie' };
const borrowedIdentity: LeftOutReason = { kind: 'borrowed-identity' };
const noFigure: LeftOutReason = { kind: 'no-figure' };

/** The services that are left out, in the order of their names. `docs/providers/left-out.md` explains each of them. */
export const leftOutServices: readonly LeftOutService[] = [
  { name: 'Abacus AI', reason: cookie },
  { name: 'Alibaba token plan', reason: cookie },
  { name: 'Amazon Bedrock', reason: { kind: 'paid-question' } },
  { name: 'Antigravity (cloud)', reason: borrowedIdentity },
  { name: 'Augment', reason: cookie },
  { name: 'Azure OpenAI', reason: noFigure },
  { name: 'claude.ai (website)', reason: cookie, instead: 'claude' },
  { name: 'Codebuff', reason: { kind: 'may-charge' } },
  { name: 'Command Code', reason: cookie },
  { name: 'Devin', reason: borrowedIdentity },
  { name: 'Google Vertex AI', reason: noFigure },
  { name: 'Groq console', reason: cookie },
  { name: 'LongCat', reason: cookie },
  { name: 'Manus', reason: cookie },
  { name: 'Mistral', reason: cookie },
  { name: 'Notion AI', reason: cookie },
  { name: 'OpenCode Zen', reason: cookie },
  { name: 'Perplexity', reason: cookie },
  { name: 'Qoder', reason: cookie },
  { name: 'Qwen Cloud', reason: cookie },
  { name: 'Sakana AI', reason: cookie },
  { name: 'StepFun plan', reason: { kind: 'password' } },
  { name: 'T3 Chat', reason: cookie },
  { name: 'Warp', reason: borrowedIdentity },
  { name: 'Windsurf (website)', reason: cookie, instead: 'windsurf' },
  { name: 'Xiaomi MiMo', reason: cookie },
  { name: 'ZoomMate', reason: cookie },
];
