// The headers of every answer, in browser mode and under the desktop's own scheme. Strict by default: what a page needs is named here or does not load.

/**
 * `host`: where the page may open its socket, one of ours (the guard has checked it; older Safari does not count a socket
 * as 'self'). Null on the desktop, whose page opens none.
 */
export function securityHeaders(host: string | null): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(host),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'x-frame-options': 'DENY',
  };
}

function contentSecurityPolicy(host: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'", // positions and sizes that React and the charts compute
    "font-src 'self'",
    "img-src 'self' data:",
    host === null ? "connect-src 'self'" : `connect-src 'self' ws://${host}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Of the page that lets in: its one script and nothing else. */
export function enteredPolicy(nonce: string): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`;
}
