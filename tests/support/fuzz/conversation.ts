import { type Choices, choicesOf } from './choices.ts';

/** What became of one conversation. */
export interface Talk {
  /** Which rule it broke; null: none. */
  readonly problem: string | null;
  /** What the other side said, so that the conversation can be repeated by hand. */
  readonly said: string;
}

/** A conversation of the app with another side that says changed things, over a real socket or a real process. */
export interface FuzzConversation {
  readonly name: string;
  /** Has one conversation. It must end, whatever the other side does. */
  readonly talk: (choices: Choices) => Promise<Talk>;
  readonly stop: () => Promise<void>;
}

/** How a kind of conversation begins: it starts its servers. */
export interface FuzzConversationKind {
  readonly name: string;
  readonly start: () => Promise<FuzzConversation>;
}

/** A conversation that broke a rule. */
export interface ConversationFinding {
  readonly run: number;
  readonly problem: string;
  readonly input: string;
}

/** Every conversation has a limit of its own that is far shorter. */
const patienceMs = 30_000;
const together = 10;

/** Has some conversations, ten at once. The same seed and number give the same conversation. */
export async function holdConversations(
  { name, talk }: FuzzConversation,
  { seed, firstRun, runs }: { readonly seed: number; readonly firstRun: number; readonly runs: number },
): Promise<readonly ConversationFinding[]> {
  const findings: ConversationFinding[] = [];
  for (let at = firstRun; at < firstRun + runs; at += together) {
    const numbers = Array.from({ length: Math.min(together, firstRun + runs - at) }, (_, index) => at + index);
    const talks = await Promise.all(numbers.map((run) => withPatience(talk(choicesOf(seed, name, run)))));
    for (const [index, { problem, said }] of talks.entries()) {
      if (problem !== null) findings.push({ run: at + index, problem, input: said });
    }
  }
  return findings;
}

async function withPatience(talking: Promise<Talk>): Promise<Talk> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Talk>((resolve) => {
    const problem = `It does not end within ${patienceMs / 1000} s.`;
    timer = setTimeout(() => resolve({ problem, said: 'Repeat it with its seed and number.' }), patienceMs);
  });
  const failed = (error: unknown): Talk => ({
    problem: `It throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    said: '',
  });
  try {
    return await Promise.race([talking.catch(failed), late]);
  } finally {
    clearTimeout(timer);
  }
}
