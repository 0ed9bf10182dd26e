/** The way back to takes that went from their places before they were saved. */
import { isUnsaved } from '../../session/state';
import { FILE_INPUT_ID, handOnFocus } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import { useSession, useSessionState } from '../sessionContext';
import card from './RecordingCard.module.css';
import styles from './ReplacedTakes.module.css';
import { useSave } from './useSave';

export function ReplacedTakes() {
  const session = useSession();
  const takes = useSessionState((state) => state.replacedTakes);
  const unsaved = useSessionState((state) => state.replacedTakes.filter((take) => isUnsaved(state, take)).length);
  if (takes.length === 0) return null;

  function discardAll(): void {
    for (const take of takes) session.discardReplacedTake(take);
  }

  return (
    <div className={styles.takes}>
      <div className={card.card}>
        <p id="replaced-takes">{earlierTakes(takes.length, unsaved)}</p>
        {takes.length > 1 && (
          <div className={card.actions}>
            <PassingButton onClick={() => handOnFocus(FILE_INPUT_ID, discardAll)}>
              {takes.length === 2 ? 'Discard both' : `Discard all ${takes.length}`}
            </PassingButton>
          </div>
        )}
      </div>
      <ul className={styles.list} aria-labelledby="replaced-takes">
        {[...takes].reverse().map((take) => (
          <li key={take.name} className={card.card}>
            <ReplacedTake take={take} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** For example '3 earlier takes, 2 not saved'. */
function earlierTakes(count: number, unsaved: number): string {
  const takes = count === 1 ? '1 earlier take' : `${count} earlier takes`;
  if (unsaved === 0) return `${takes}, saved`;
  return `${takes}, ${unsaved < count ? `${unsaved} ` : ''}not saved`;
}

function ReplacedTake({ take }: { readonly take: File }) {
  const session = useSession();
  const save = useSave(take);
  const isSaved = !useSessionState((state) => isUnsaved(state, take));
  const saving = isSaved ? 'Save again' : 'Save it';
  return (
    <>
      <p className={card.detail}>{isSaved ? `${take.name}, saved` : take.name}</p>
      <div className={card.actions}>
        <PassingButton aria-label={`${saving}: ${take.name}`} onClick={save}>
          {saving}
        </PassingButton>
        <PassingButton
          aria-label={`Discard: ${take.name}`}
          onClick={() => handOnFocus(FILE_INPUT_ID, () => session.discardReplacedTake(take))}
        >
          Discard
        </PassingButton>
      </div>
    </>
  );
}
