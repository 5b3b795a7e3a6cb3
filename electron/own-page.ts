// Who may speak to the engine: the main frame of our own page, and nobody else. Apart from the shell, so that it can be tried
// without one.

import { ORIGIN } from './origin.ts';

/** The part of Electron's WebFrameMain that decides. */
export interface Frame {
  readonly url: string;
}

/** `senderFrame` is null when the frame has gone since it spoke. */
export function isOwnPage<F extends Frame>(senderFrame: F | null, mainFrame: F): boolean {
  return senderFrame !== null && senderFrame === mainFrame && senderFrame.url.startsWith(`${ORIGIN}/`);
}
