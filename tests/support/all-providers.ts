import { allProviders } from '../../core/providers/registry.ts';

// Tests of core and of views handle accounts that no engine has loaded.
await allProviders();
