// The pages of the desktop as wires, on the engine's side of the messages (engine-messages.ts). A page says what it has taken,
// so that a window that hangs is known to be behind instead of being sent more and more.

import type { Wire } from '../../shared/wire.ts';
import type { FromEngine } from './engine-messages.ts';

export interface PageWires {
  /** A page was opened: its wire, to be served. */
  open(number: number): Wire;
  deliver(number: number, text: string): void;
  /** The page has taken frames of this length. */
  taken(number: number, length: number): void;
  /** The page went away. */
  end(number: number): void;
  /** All of them did. */
  endAll(): void;
}

interface Page {
  deliver(text: string): void;
  taken(length: number): void;
  end(): void;
}

export function createPageWires(send: (message: FromEngine) => void): PageWires {
  const pages = new Map<number, Page>();

  function open(number: number): Wire {
    const listeners = new Set<(text: string) => void>();
    const closers = new Set<() => void>();
    let waitingLength = 0;
    const end = (): void => {
      if (!pages.delete(number)) return;
      waitingLength = 0;
      for (const closer of closers) closer();
    };
    pages.set(number, {
      deliver: (text) => listeners.forEach((listener) => listener(text)),
      taken: (length) => (waitingLength = Math.max(0, waitingLength - length)),
      end,
    });
    return {
      send(text) {
        if (!pages.has(number)) return;
        waitingLength += text.length;
        send({ kind: 'frame', wire: number, text });
      },
      onFrame(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onClose(listener) {
        closers.add(listener);
        return () => closers.delete(listener);
      },
      close() {
        if (pages.has(number)) send({ kind: 'closed', wire: number });
        end();
      },
      get backlogBytes() {
        return waitingLength;
      },
    };
  }

  return {
    open,
    deliver: (number, text) => pages.get(number)?.deliver(text),
    taken: (number, length) => pages.get(number)?.taken(length),
    end: (number) => pages.get(number)?.end(),
    endAll() {
      for (const page of [...pages.values()]) page.end();
    },
  };
}
