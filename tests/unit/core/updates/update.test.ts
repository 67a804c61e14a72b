import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/units/time.ts';
import { isNewerVersion } from '../../../../core/updates/version.ts';
import {
  nextCheckAtMs,
  nextUpdate,
  noMemory,
  startingUpdate,
  type UpdateEvent,
  type UpdateState,
} from '../../../../core/updates/update.ts';

const current = '1.4.0';
const nowMs = Date.UTC(2026, 10, 30, 12);
const versions = ['1.3.9', '1.4.0', '1.4.1', '1.5.0', '2.0.0'] as const;

const events: fc.Arbitrary<UpdateEvent> = fc.oneof(
  fc.constant({ kind: 'check-started' } as const),
  fc.record({
    kind: fc.constant('check-answered' as const),
    release: fc.record({ version: fc.constantFrom(...versions) }),
    atMs: fc.integer({ min: nowMs, max: nowMs + 10 * dayMs }),
  }),
  fc.record({
    kind: fc.constant('check-failed' as const),
    failure: fc.constantFrom(
      { kind: 'unreachable' } as const,
      { kind: 'not-understood' } as const,
      { kind: 'refused', status: 503 } as const,
    ),
    atMs: fc.integer({ min: nowMs, max: nowMs + 10 * dayMs }),
  }),
  fc.constant({ kind: 'offer-seen' } as const),
  fc.constant({ kind: 'offer-closed' } as const),
  fc.constant({ kind: 'download-started' } as const),
  fc.record({ kind: fc.constant('download-progressed' as const), percent: fc.double() }),
  fc.record({
    kind: fc.constant('download-ended' as const),
    failure: fc.constantFrom(null, 'download' as const, 'checksum' as const),
  }),
  fc.constant({ kind: 'install-started' } as const),
  fc.constant({ kind: 'install-failed', failure: 'install' } as const),
);

function after(list: readonly UpdateEvent[], from: UpdateState = startingUpdate(noMemory, current)): UpdateState {
  return list.reduce((state, event) => nextUpdate(state, event, current), from);
}

const answered = (version: string, atMs = nowMs): readonly UpdateEvent[] => [
  { kind: 'check-started' },
  { kind: 'check-answered', release: { version }, atMs },
];

describe('whatever happens, in any order', () => {
  const runs = fc.array(events, { maxLength: 60 });

  it('only a version above the running one is offered, downloaded or installed', () => {
    fc.assert(
      fc.property(runs, (list) => {
        const { found, isOffered } = after(list);
        if ('release' in found) expect(isNewerVersion(found.release.version, current)).toBe(true);
        else expect(isOffered).toBe(false);
      }),
    );
  });

  it('a version is ready only right after its whole download', () => {
    fc.assert(
      fc.property(runs, (list) => {
        list.reduce(
          (state, event) => {
            const next = nextUpdate(state, event, current);
            if (next.found.kind === 'ready' && state.found.kind !== 'ready' && state.found.kind !== 'installing') {
              expect([state.found.kind, event]).toEqual(['downloading', { kind: 'download-ended', failure: null }]);
            }
            if (next.found.kind === 'installing') expect(['ready', 'installing']).toContain(state.found.kind);
            return next;
          },
          startingUpdate(noMemory, current),
        );
      }),
    );
  });

  it('the progress is a whole percentage that never goes back', () => {
    fc.assert(
      fc.property(runs, (list) => {
        list.reduce(
          (state, event) => {
            const next = nextUpdate(state, event, current);
            if (next.found.kind === 'downloading' && next.found.percent !== null) {
              const before = state.found.kind === 'downloading' ? (state.found.percent ?? 0) : 0;
              expect(Number.isInteger(next.found.percent)).toBe(true);
              expect(next.found.percent).toBeGreaterThanOrEqual(before);
              expect(next.found.percent).toBeLessThanOrEqual(100);
            }
            return next;
          },
          startingUpdate(noMemory, current),
        );
      }),
    );
  });

  it('a version that the user has seen is not offered by a later look or a restart', () => {
    fc.assert(
      fc.property(runs, fc.constantFrom('1.4.1', '1.5.0', '2.0.0'), (list, version) => {
        const seen = after([...answered(version), { kind: 'offer-seen' }, { kind: 'offer-closed' }]);
        const again = after(answered(version), startingUpdate(seen.memory, current));
        expect(again.isOffered).toBe(false);
        const later = after(list, again);
        if (later.isOffered && 'release' in later.found && later.found.kind === 'available') {
          // Only another version, or a download that the user began, brings an offer.
          const isOther = later.found.release.version !== version;
          const wasOther = later.memory.offeredVersion !== version;
          const wasBegun = list.some(({ kind }) => kind === 'download-started');
          expect(isOther || wasOther || wasBegun).toBe(true);
        }
      }),
    );
  });

  it('a failed look keeps what is known', () => {
    fc.assert(
      fc.property(runs, (list) => {
        const before = after(list);
        const looked = after(
          [{ kind: 'check-started' }, { kind: 'check-failed', failure: { kind: 'unreachable' }, atMs: nowMs }],
          before,
        );
        expect(looked.found).toEqual(before.found);
      }),
    );
  });
});

it('a version that was withdrawn is no longer offered, even if it was downloaded', () => {
  const ready = after([...answered('1.5.0'), { kind: 'download-started' }, { kind: 'download-ended', failure: null }]);
  expect(ready.found.kind).toBe('ready');
  expect(after(answered('1.4.0'), ready)).toMatchObject({ found: { kind: 'current' }, isOffered: false });
});

it('a found version is there after a restart, and gone once it runs', () => {
  const { memory } = after(answered('1.5.0'));
  expect(startingUpdate(memory, current)).toMatchObject({ found: { kind: 'available' }, isOffered: true });
  expect(startingUpdate(memory, '1.5.0')).toMatchObject({ found: { kind: 'current' }, isOffered: false });
});

describe('the next look', () => {
  const day = { ...noMemory, answeredAtMs: nowMs };
  it.each([
    ['a minute after the first start', noMemory, nowMs, nowMs + 60_000],
    ['a day after the last answer', day, nowMs + hourMs, nowMs + dayMs],
    ['a minute after a start that is later', day, nowMs + 3 * dayMs, nowMs + 3 * dayMs + 60_000],
    ['an hour after a look that reached nobody', { ...noMemory, missedAtMs: nowMs }, nowMs, nowMs + hourMs],
    ['a day from now if the clock was set back', { ...day, answeredAtMs: nowMs + 90 * dayMs }, nowMs, nowMs + dayMs],
  ])('comes %s', (_name, memory, startedAtMs, expected) => {
    expect(nextCheckAtMs(memory, startedAtMs, startedAtMs)).toBe(expected);
  });
});
