import { parseJson } from '../../../core/units/json.ts';
import { choicesOf } from './choices.ts';
import type { CoverageWatch } from './coverage.ts';
import { type Material, mutatedJson, mutatedText } from './mutation.ts';
import type { FuzzReader, Outcome } from './reader.ts';
import { brokenRule, shapeOf } from './rules.ts';
import { materialOf } from './seeds.ts';

/** An input that breaks a rule. */
export interface Finding {
  readonly reader: string;
  readonly seed: number;
  readonly run: number;
  readonly problem: string;
  /** The input as text, as short as it could be made. */
  readonly input: string;
}

export interface ReaderRuns {
  readonly runs: number;
  /** How many different kinds of outcomes came. */
  readonly shapes: number;
  readonly findings: readonly Finding[];
}

export interface CampaignOptions {
  readonly seed: number;
  /** The number of the first run; the runs before it are made elsewhere. */
  readonly firstRun?: number;
  readonly runs: number;
  /** Ends the campaign after this many findings of one reader. */
  readonly mostFindings?: number;
  /** Finds the inputs that reach new code. Left out: only new kinds of outcomes count. */
  readonly coverage?: Pick<CoverageWatch, 'hasNew' | 'record'>;
  /** Called with each input before the reader gets it, so that another thread can see which one does not return. */
  readonly beforeInput?: BeforeInput;
}

type BeforeInput = (text: string, run: number) => void;

/** The inputs of one reader that are worth changing further, and the outcomes that came. It grows while it runs. */
export interface Corpus {
  readonly inputs: string[];
  readonly shapes: Set<string>;
  readonly material: Material;
}

const batchRuns = 100;
/** How often an outcome of a known kind is stored, loaded and shown. One of a new kind always is. */
const thoroughEvery = 16;
const mostInputs = 2000;
const longestInput = 16_000;

/** The corpus of a reader before its first run: its seeds. */
export function newCorpus(reader: FuzzReader): Corpus {
  const inputs = reader.seeds.map((each) => (reader.form === 'text' ? String(each) : (JSON.stringify(each) ?? 'null')));
  const decoded = inputs.map((each) => parseJson(each) ?? each);
  return { inputs: inputs.length === 0 ? ['{}'] : inputs, shapes: new Set(), material: materialOf(decoded) };
}

/**
 * Gives one reader changed inputs and checks each outcome. An input with a new kind of outcome, or one that reached new
 * code, is changed further in later runs. The same seed and corpus give the same inputs.
 */
export function runReader(reader: FuzzReader, corpus: Corpus, options: CampaignOptions): ReaderRuns {
  const { seed, firstRun = 0, runs, mostFindings = 3, coverage, beforeInput } = options;
  const findings = new Map<string, Finding>();
  let made = 0;
  let batch: string[] = [];
  for (let run = firstRun; run < firstRun + runs && findings.size < mostFindings; run += 1) {
    made += 1;
    const text = inputOf(reader, corpus, seed, run);
    const judgedInTurn = (each: string, isThorough?: boolean): Judgement => {
      beforeInput?.(each, run);
      return judged(reader, each, isThorough);
    };
    const isDue = run % thoroughEvery === 0;
    let { problem, outcome }: Judgement = judgedInTurn(text, isDue);
    const shape = outcome === null ? '' : shapeOf(outcome);
    const isNew = !corpus.shapes.has(shape);
    if (isNew && !isDue && problem === null) ({ problem, outcome } = judgedInTurn(text));
    if (problem !== null) {
      const kind = problem.replaceAll(/-?\d+(\.\d+)?/g, '#').slice(0, 60);
      if (!findings.has(kind)) {
        findings.set(kind, { reader: reader.name, seed, run, problem, input: shortened(judgedInTurn, text, kind) });
      }
      continue;
    }
    if (isNew) {
      corpus.shapes.add(shape);
      keep(corpus, text);
    }
    if (coverage === undefined) continue;
    batch.push(text);
    if (batch.length < batchRuns) continue;
    if (coverage.hasNew()) keepWhatReachedNew(judgedInTurn, corpus, coverage, batch);
    batch = [];
  }
  return { runs: made, shapes: corpus.shapes.size, findings: [...findings.values()] };
}

/**
 * Keeps the inputs of a batch that reach new code. V8 takes some milliseconds to say what ran, so the batch is given once
 * more in halves, and only a half with new code is divided again.
 */
function keepWhatReachedNew(
  judgedInTurn: JudgeInput,
  corpus: Corpus,
  coverage: NonNullable<CampaignOptions['coverage']>,
  batch: readonly string[],
): void {
  for (const text of batch) judgedInTurn(text);
  const [first, ...others] = batch;
  if (first === undefined) return;
  if (others.length === 0) {
    if (coverage.record()) keep(corpus, first);
    return;
  }
  if (!coverage.hasNew()) return;
  const middle = Math.ceil(batch.length / 2);
  keepWhatReachedNew(judgedInTurn, corpus, coverage, batch.slice(0, middle));
  keepWhatReachedNew(judgedInTurn, corpus, coverage, batch.slice(middle));
}

function keep({ inputs }: Corpus, text: string): void {
  if (inputs.length < mostInputs && text.length < longestInput) inputs.push(text);
}

function inputOf(reader: FuzzReader, corpus: Corpus, seed: number, run: number): string {
  const { inputs, material } = corpus;
  const seeds = reader.seeds.length;
  if (run < seeds) return inputs[run] ?? 'null';
  const choices = choicesOf(seed, reader.name, run);
  const base = choices.of(inputs);
  const value = parseJson(base);
  const asJson = (): string => JSON.stringify(mutatedJson(value, choices, material)) ?? 'null';
  if (reader.form === 'json') return asJson();
  // Half of the changes keep the text whole JSON, because a torn one is refused at once.
  const isInside = value !== undefined && choices.below(2) === 0;
  return isInside ? asJson() : mutatedText(base, choices, inputs);
}

/** The broken rule, and the outcome where there is one. */
interface Judgement {
  readonly problem: string | null;
  readonly outcome: Outcome | null;
}

type JudgeInput = (text: string, isThorough?: boolean) => Judgement;

/** Gives the input to the reader and checks the outcome. */
export function judged(reader: FuzzReader, text: string, isThorough = true): Judgement {
  try {
    const input = reader.form === 'text' ? text : (JSON.parse(text) as unknown);
    const outcome = reader.read(input);
    return { problem: brokenRule(reader, input, outcome, isThorough), outcome };
  } catch (error) {
    return {
      problem: `It throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      outcome: null,
    };
  }
}

const mostTries = 400;

/** The input with as many parts left out as the problem allows. */
function shortened(judgedInTurn: JudgeInput, text: string, kind: string): string {
  const isSame = (candidate: string): boolean =>
    judgedInTurn(candidate)
      .problem?.replaceAll(/-?\d+(\.\d+)?/g, '#')
      .slice(0, 60) === kind;
  let best = text;
  let tries = 0;
  for (let isShorter = true; isShorter && tries < mostTries;) {
    isShorter = false;
    for (const candidate of shorterForms(best)) {
      tries += 1;
      if (tries > mostTries) break;
      if (candidate.length < best.length && isSame(candidate)) {
        best = candidate;
        isShorter = true;
        break;
      }
    }
  }
  return best;
}

/** The text without one of its members, or without a part of its letters. */
function* shorterForms(text: string): Generator<string> {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null) yield* withoutMember(value);
  else for (let part = 2; part <= 16; part *= 2) yield* withoutPart(text, part);
}

function* withoutMember(top: object): Generator<string> {
  const places: object[] = [top];
  for (const place of places) {
    for (const key of Object.keys(place)) {
      const members = place as Record<string, unknown>;
      const inside = members[key];
      const descriptor = { value: undefined, enumerable: true, configurable: true, writable: true };
      Object.defineProperty(members, key, descriptor);
      const text = JSON.stringify(top);
      Object.defineProperty(members, key, { ...descriptor, value: inside });
      yield text;
      if (typeof inside === 'object' && inside !== null) places.push(inside);
    }
  }
}

function* withoutPart(text: string, parts: number): Generator<string> {
  const length = Math.ceil(text.length / parts);
  for (let at = 0; at < text.length; at += length) yield text.slice(0, at) + text.slice(at + length);
}
