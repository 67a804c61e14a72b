import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Only catches a page that never shows what a test waits for.
configure({ asyncUtilTimeout: 120_000 });

afterEach(cleanup);
