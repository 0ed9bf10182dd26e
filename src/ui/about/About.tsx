/** What a stranger should know: where the network runs, where the sound stays, and what the reading is worth. */
import { useSessionState } from '../sessionContext';
import styles from './About.module.css';
import { describeEngine } from './describeEngine';

export function About() {
  const model = useSessionState((state) => state.model);
  return (
    <footer className={styles.about}>
      <section>
        <h2 className={styles.heading}>Private</h2>
        <p>
          Nothing leaves this machine. There is no server behind this page, only files; sound and words stay in this tab
          and are gone when you close it.
        </p>
      </section>
      <section>
        <h2 className={styles.heading}>Fallible</h2>
        <p>
          The network learnt from actors and from English comments, so it reads how a mood is performed, not what
          somebody feels. It is often wrong, and it is not a lie detector.
        </p>
      </section>
      <section>
        <h2 className={styles.heading}>Under the hood</h2>
        <p>{describeEngine(model)}</p>
        <p>
          <span>{model.status === 'ready' ? `Model ${model.loaded.modelVersion}. ` : ''}</span>
          <a href="model/manifest.json">Model facts and licence</a>: weights for non-commercial use.
        </p>
        <p>
          <a href="licences.txt">Licences of the code</a>
        </p>
      </section>
    </footer>
  );
}
