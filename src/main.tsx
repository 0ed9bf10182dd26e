/** Wires the network's client, the session and the page together, and mounts the page. */
import '@fontsource-variable/bricolage-grotesque';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { listMicrophones, watchMicrophones } from './capture/devices';
import { keepListeningWorklet } from './capture/listeningWorklet';
import { Microphone } from './capture/microphone';
import { InferenceClient } from './inference/client';
import { microphonePreference } from './session/microphonePreference';
import { createSession } from './session/session';
import { missingFeature } from './session/support';
import { App } from './ui/app/App';
import { ErrorBoundary } from './ui/boundary/ErrorBoundary';
import { UnloadGuard } from './ui/boundary/UnloadGuard';
import { SessionContext } from './ui/sessionContext';
import './ui/theme.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has lost its element #root.');

const session = createSession({
  reader: new InferenceClient({
    modelUrl: 'model/',
    onEngineChange: (engine) => session.engineChanged(engine),
    onVoiceLost: () => session.voiceLost(),
  }),
  microphones: {
    prepare: keepListeningWorklet,
    open: (options) => Microphone.open(options),
    list: listMicrophones,
    watch: watchMicrophones,
  },
  preference: microphonePreference(() => localStorage),
  missingFeature: missingFeature(globalThis),
});

createRoot(root).render(
  <StrictMode>
    <SessionContext value={session}>
      <UnloadGuard />
      {/* What nobody can stop must not go on listening; the take is kept. */}
      <ErrorBoundary onFault={() => void session.stopListening()}>
        <App />
      </ErrorBoundary>
    </SessionContext>
  </StrictMode>,
);

// The page is drawn first; then the network is fetched, so that it is there by the time somebody has typed or dropped.
setTimeout(() => void session.preload(), 0);
