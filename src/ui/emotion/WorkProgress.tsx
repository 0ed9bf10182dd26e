/** How far long work has come, and the way out of it: a line along the panel's upper edge, and words. */
import { isCancellable, progressOf } from '../../session/state';
import { FILE_INPUT_ID, handOnFocus } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import { useSession, useSessionState } from '../sessionContext';
import styles from './WorkProgress.module.css';

export function WorkProgress() {
  const session = useSession();
  const progress = useSessionState(progressOf);
  const canCancel = useSessionState(isCancellable);
  const share = Math.round((progress?.fraction ?? 0) * 100);
  return (
    <div className={styles.work}>
      {progress !== null && (
        <>
          <span className={styles.words} aria-hidden="true">
            {`${progress.stage} ${share}%`}
          </span>
          <span
            className={styles.track}
            role="progressbar"
            aria-label={progress.stage}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={share}
          >
            <span className={styles.fill} style={{ transform: `scaleX(${share / 100})` }} />
          </span>
        </>
      )}
      {canCancel && (
        <PassingButton className={styles.cancel} onClick={() => handOnFocus(FILE_INPUT_ID, () => session.cancel())}>
          Cancel
        </PassingButton>
      )}
    </div>
  );
}
