// The styles of every page come first, as in the app. The page itself is loaded late.
import '../styles/tokens.css';
import '../styles/base.css';
// The scenes show accounts of services, which a page without an engine loads itself before it builds them.
import '../../tests/support/all-providers.ts';

await import('./install.ts');
await import('../panel/main.tsx');
