// A WebSocket as a wire. It carries text only, and a peer that floods it is cut off.

import { WebSocket } from 'ws';
import type { Wire } from '../../shared/wire.ts';

export interface WebSocketWireOptions {
  /** Frames a second before the socket is closed; none by default. */
  readonly maxFramesPerSecond?: number;
}

const POLICY_VIOLATION = 1008;
const UNSUPPORTED_DATA = 1003;

export function createWebSocketWire(
  socket: WebSocket,
  { maxFramesPerSecond = Infinity }: WebSocketWireOptions = {},
): Wire {
  const frameListeners = new Set<(text: string) => void>();
  let windowStartMs = 0;
  let framesInWindow = 0;

  function isFlooding(): boolean {
    const nowMs = performance.now();
    if (nowMs - windowStartMs >= 1000) {
      windowStartMs = nowMs;
      framesInWindow = 0;
    }
    framesInWindow += 1;
    return framesInWindow > maxFramesPerSecond;
  }

  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(UNSUPPORTED_DATA, 'text only');
    if (isFlooding()) return socket.close(POLICY_VIOLATION, 'too many frames');
    const text = (data as Buffer).toString('utf8');
    for (const listener of frameListeners) listener(text);
  });
  socket.on('error', () => socket.terminate()); // protocol errors and oversize frames: the close event follows

  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onFrame(listener) {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    onClose(listener) {
      socket.on('close', listener);
      return () => socket.off('close', listener);
    },
    close: () => socket.close(),
    get backlogBytes() {
      return socket.bufferedAmount;
    },
  };
}
