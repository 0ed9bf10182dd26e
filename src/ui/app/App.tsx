/** The page: inputs on one side, the reading on the other, and room between masthead and foot for nothing else. */
import { About } from '../about/About';
import { DropTarget } from '../drop/DropTarget';
import { EmotionPanel } from '../emotion/EmotionPanel';
import { EMOTION_COLOUR_SHEET } from '../emotionColours';
import { ListenPanel } from '../listen/ListenPanel';
import { Masthead } from '../masthead/Masthead';
import { Messages } from '../messages/Messages';
import { RecordingPanel } from '../recording/RecordingPanel';
import { TranscriptPanel } from '../transcript/TranscriptPanel';
import styles from './App.module.css';
import { useShortcuts } from './useShortcuts';
import { useTitle } from './useTitle';

export function App() {
  useShortcuts();
  useTitle();
  return (
    <div className={styles.page}>
      <style>{EMOTION_COLOUR_SHEET}</style>
      <Masthead />
      <Messages />
      <main className={styles.main}>
        <div className={styles.listen}>
          <ListenPanel />
        </div>
        <div className={styles.inputs}>
          <RecordingPanel />
          <TranscriptPanel />
        </div>
        <div className={styles.reading}>
          <EmotionPanel />
        </div>
      </main>
      <About />
      <DropTarget />
    </div>
  );
}
