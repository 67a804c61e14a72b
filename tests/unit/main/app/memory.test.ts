import { expect, test } from 'vitest';

import { createMemoryCare, type MemoryCare } from '../../../../main/app/memory.ts';
import { eventually } from '../../../support/eventually.ts';

interface World {
  readonly care: MemoryCare;
  /** Lets the time pass for which the care waits. */
  readonly pass: () => void;
  readonly isWaiting: () => boolean;
  readonly collections: () => number;
  readonly openWindow: () => void;
  readonly closeWindow: () => void;
  readonly answersCome: () => void;
}

function memoryWorld(): World {
  let collections = 0;
  let windows = 0;
  let waiting: (() => void) | null = null;
  const answers: (() => void)[] = [];
  const care = createMemoryCare({
    engine: { settled: () => new Promise((resolve) => void answers.push(resolve)) },
    hasWindow: () => windows > 0,
    collect: () => (collections += 1),
    delay: (_delayMs, action) => {
      waiting = action;
      return () => {
        if (waiting === action) waiting = null;
      };
    },
    timeout: () => new AbortController().signal,
  });
  return {
    care,
    pass: () => {
      const action = waiting;
      waiting = null;
      action?.();
    },
    isWaiting: () => waiting !== null,
    collections: () => collections,
    openWindow: () => (windows += 1),
    closeWindow: () => {
      windows -= 1;
      care.windowClosed();
    },
    answersCome: () => {
      for (const end of answers.splice(0)) end();
    },
  };
}

test('memory is freed once the first answers are there, and not before', async () => {
  const world = memoryWorld();
  world.care.started();
  expect(world.isWaiting()).toBe(true);
  world.pass();
  expect(world.collections()).toBe(0);
  await eventually(() => {
    world.answersCome();
    expect(world.collections()).toBe(1);
  });
});

test('memory is freed after the last window was destroyed', () => {
  const world = memoryWorld();
  world.openWindow();
  world.closeWindow();
  world.pass();
  expect(world.collections()).toBe(1);
});

test('nothing is done while another window is open', () => {
  const world = memoryWorld();
  world.openWindow();
  world.openWindow();
  world.closeWindow();
  world.pass();
  expect(world.collections()).toBe(0);
  world.closeWindow();
  world.pass();
  expect(world.collections()).toBe(1);
  expect(world.isWaiting()).toBe(false);
});

test('nothing waits or is done after the end', () => {
  const world = memoryWorld();
  world.care.started();
  world.care.stop();
  expect(world.isWaiting()).toBe(false);
  world.care.windowClosed();
  world.pass();
  expect(world.collections()).toBe(0);
});
