// The wire of the desktop: what the preload script exposes as `window.marsad`. It can only carry text.

import type { Wire } from '../../shared/wire.ts';

export interface PreloadWire {
  send(text: string): void;
  onFrame(listener: (text: string) => void): (() => void) | void;
  onClose?(listener: () => void): (() => void) | void;
}

declare global {
  interface Window {
    readonly marsad?: PreloadWire;
  }
}

export function electronWire(preload: PreloadWire): Wire {
  return {
    send: (text) => preload.send(text),
    onFrame: (listener) => preload.onFrame(listener) ?? (() => {}),
    onClose: (listener) => preload.onClose?.(listener) ?? (() => {}),
    close: () => {},
    backlogBytes: 0,
  };
}
