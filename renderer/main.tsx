// Start of the page: paint, words, the wire (Electron's preload where there is one, else a WebSocket to our own origin), then React.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@fontsource/ibm-plex-sans-arabic/arabic-400.css';
import '@fontsource/ibm-plex-sans-arabic/arabic-500.css';
import '@fontsource/ibm-plex-sans-arabic/arabic-600.css';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app.tsx';
import { startLanguage } from './i18n/i18n.ts';
import { keepConnected } from './rpc/connection.ts';
import { electronWire } from './rpc/wire-electron.ts';
import { openSocketWire } from './rpc/wire-socket.ts';
import { paintDocument } from './stores/ui-store.ts';

paintDocument();
await startLanguage().catch(() => undefined); // words that cannot be loaded: English

const { marsad } = window;
keepConnected(marsad ? () => Promise.resolve(electronWire(marsad)) : openSocketWire);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
