/** Errors and notices, where they are seen wherever the page is scrolled to. */
import { noticeOf } from '../../session/state';
import { FILE_INPUT_ID, handOnFocus } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import quietButton from '../quietButton.module.css';
import { useSession, useSessionState } from '../sessionContext';
import styles from './Messages.module.css';

export function Messages() {
  const session = useSession();
  const failure = useSessionState((state) => state.failure);
  const notice = useSessionState(noticeOf);
  return (
    <div className={styles.messages} data-empty={failure === null && notice === null}>
      {failure !== null && (
        <div className={styles.failure}>
          <div role="alert" className={styles.sentence}>
            {failure.file !== null && (
              <p className={styles.file} title={failure.file.name}>
                {failure.file.name}
              </p>
            )}
            <p>{failure.message}</p>
          </div>
          <div className={styles.actions}>
            {failure.retryable && (
              <PassingButton
                className={styles.action}
                onClick={() => handOnFocus(FILE_INPUT_ID, () => void session.retry())}
              >
                Try again
              </PassingButton>
            )}
            <PassingButton
              className={styles.action}
              onClick={() => handOnFocus(FILE_INPUT_ID, () => session.dismissFailure())}
            >
              Dismiss
            </PassingButton>
          </div>
        </div>
      )}
      <div className={styles.notice} data-empty={notice === null}>
        {/* Always there: screen readers announce changes of a live region, not its arrival. */}
        <p role="status">{notice}</p>
        {notice !== null && (
          <PassingButton
            className={quietButton.quiet}
            // Told from the error's button.
            aria-label="Dismiss the notice"
            onClick={() => handOnFocus(FILE_INPUT_ID, () => session.dismissNotice())}
          >
            Dismiss
          </PassingButton>
        )}
      </div>
    </div>
  );
}
