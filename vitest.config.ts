import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Limits only catch a test that hangs: a busy machine is slow, and that is no fault.
const patience = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 120_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patience,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/no-network.ts', 'tests/support/all-providers.ts'],
        },
      },
      {
        test: {
          ...patience,
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['tests/support/no-network.ts', 'tests/support/all-providers.ts'],
        },
      },
      {
        plugins: [react()],
        test: {
          ...patience,
          name: 'component',
          include: ['tests/component/**/*.test.tsx'],
          environment: 'happy-dom',
          setupFiles: ['tests/support/no-network.ts', 'tests/support/all-providers.ts', 'tests/support/component.ts'],
        },
      },
    ],
  },
});
