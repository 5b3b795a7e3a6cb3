// The wire of browser mode: one WebSocket on the origin the page came from. One wire is one connection; opening a new one
// after it closed is connection.ts's part.

import { KEY_NAME, SOCKET_PROTOCOL, type Wire } from '../../shared/wire.ts';
import { AppError } from '../../shared/errors.ts';

export function openSocketWire(): Promise<Wire> {
  const url = new URL('/socket', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const key = localStorage.getItem(KEY_NAME);
  const socket = new WebSocket(url, key === null ? [SOCKET_PROTOCOL] : [SOCKET_PROTOCOL, key]);
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(wireOf(socket)), { once: true });
    socket.addEventListener('close', () => reject(notOpened()), { once: true });
  });
}

function wireOf(socket: WebSocket): Wire {
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onFrame(listener) {
      const onMessage = (event: MessageEvent): void => {
        if (typeof event.data === 'string') listener(event.data);
      };
      socket.addEventListener('message', onMessage);
      return () => socket.removeEventListener('message', onMessage);
    },
    onClose(listener) {
      socket.addEventListener('close', listener);
      return () => socket.removeEventListener('close', listener);
    },
    close: () => socket.close(),
    get backlogBytes() {
      return socket.bufferedAmount;
    },
  };
}

function notOpened(): AppError {
  return new AppError('unreachable', 'The engine behind this page does not answer.', {
    hint: 'Check that `marsad serve` still runs, then open the address it printed.',
  });
}
