// The scenes show accounts of services, which a page without an engine loads itself before it builds them.
import '../../tests/support/all-providers.ts';

await import('./install.ts');
await import('../panel/main.tsx');
