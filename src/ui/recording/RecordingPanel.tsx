/** The voice: pick or drop a recording, try one of ours, hear the current one again. */
import { SAMPLES } from '../../session/samples';
import panel from '../inputPanel.module.css';
import { useSession, useSessionState } from '../sessionContext';
import { FilePicker } from './FilePicker';
import { RecordingCard } from './RecordingCard';
import styles from './RecordingPanel.module.css';
import { ReplacedTakes } from './ReplacedTakes';

/** The same for a take before and after it is read: whoever plays it meanwhile is not cut off. */
function keyOf({ name, size, lastModified }: File): string {
  return `${name} ${size} ${lastModified}`;
}

export function RecordingPanel() {
  const session = useSession();
  const recording = useSessionState((state) => state.recording);
  const unreadTake = useSessionState((state) => state.unreadTake);
  const beingRead = useSessionState((state) => state.job?.file ?? null);
  const sampleAwaited = useSessionState((state) => state.sampleAwaited);

  const cards = [
    ...(unreadTake === null ? [] : [{ file: unreadTake, read: null }]),
    ...(recording === null ? [] : [{ file: recording.file, read: recording }]),
  ];

  const hasVoice = cards.length > 0;
  const nameOfJob = cards.some(({ file }) => file === beingRead) ? null : (beingRead?.name ?? null);
  return (
    <section className={panel.panel} aria-labelledby="recording-heading">
      <h2 id="recording-heading" className={panel.heading}>
        Recording
      </h2>
      <FilePicker hasVoice={hasVoice} nameOfJob={nameOfJob} />
      {cards.map(({ file, read }) => (
        <RecordingCard key={keyOf(file)} file={file} recording={read} />
      ))}
      <ReplacedTakes />
      <div className={styles.samples}>
        <p id="samples-hint">{hasVoice ? 'Or try a synthetic one:' : 'No recording at hand? Try a synthetic one:'}</p>
        <ul className={styles.list} aria-labelledby="samples-hint">
          {SAMPLES.map((sample) => (
            <li key={sample.fileName}>
              <button
                type="button"
                className={styles.sample}
                aria-busy={sample.fileName === sampleAwaited}
                onClick={() => void session.trySample(sample)}
              >
                {sample.title}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
