/** What a page may do: load its own files, and nothing else from anywhere. Sent as a header with every answer. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Without allow-modals, allow-downloads and allow-popups: no print dialog, no download, no window.
  'sandbox allow-scripts allow-same-origin allow-forms',
].join('; ');
