/** The way back to takes that went from their places: to read them again, to save them, or to let them go. */
import { canBeRead, isUnsaved } from '../../session/state';
import { FILE_INPUT_ID, handOnFocus } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import { useSession, useSessionState } from '../sessionContext';
import { describeTake } from './describeRecording';
import card from './RecordingCard.module.css';
import styles from './ReplacedTakes.module.css';
import { useSave } from './useSave';

export function ReplacedTakes() {
  const session = useSession();
  const takes = useSessionState((state) => state.replacedTakes);
  const unsaved = useSessionState((state) => state.replacedTakes.filter((take) => isUnsaved(state, take)).length);
  if (takes.length === 0) return null;
  const newestFirst = [...takes].reverse();

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
        {newestFirst.map((take, index) => (
          <li key={take.name} className={card.card}>
            <ReplacedTake take={take} neighbour={newestFirst[index + 1] ?? newestFirst[index - 1] ?? null} />
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

function discardButtonId(take: File): string {
  return `discard-${take.name}`;
}

interface ReplacedTakeProps {
  readonly take: File;
  /** What takes its place in the list when it goes, or null. */
  readonly neighbour: File | null;
}

/** Its buttons name the file, which no two takes share. */
function ReplacedTake({ take, neighbour }: ReplacedTakeProps) {
  const session = useSession();
  const save = useSave(take);
  const mayBeRead = useSessionState((state) => canBeRead(state, take));
  const isSaved = !useSessionState((state) => isUnsaved(state, take));
  const saving = isSaved ? 'Save again' : 'Save it';
  const focusNext = neighbour === null ? FILE_INPUT_ID : discardButtonId(neighbour);
  return (
    <>
      <p className={card.detail} title={take.name}>
        {isSaved ? `${describeTake(take)}, saved` : describeTake(take)}
      </p>
      <div className={card.actions}>
        {mayBeRead && (
          <PassingButton
            aria-label={`Read it: ${take.name}`}
            onClick={() => handOnFocus(FILE_INPUT_ID, () => void session.readFile(take))}
          >
            Read it
          </PassingButton>
        )}
        <PassingButton aria-label={`${saving}: ${take.name}`} onClick={save}>
          {saving}
        </PassingButton>
        <PassingButton
          id={discardButtonId(take)}
          aria-label={`Discard: ${take.name}`}
          onClick={() => handOnFocus(focusNext, () => session.discardReplacedTake(take))}
        >
          Discard
        </PassingButton>
      </div>
    </>
  );
}
