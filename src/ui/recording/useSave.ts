/** Gives a take to the person as a file, after which it can be let go of. */
import { useSession } from '../sessionContext';
import { saveFile } from './saveFile';

/** What a button to save `take` does. */
export function useSave(take: File): () => void {
  const session = useSession();
  return () => {
    saveFile(take);
    session.takeSaved(take);
  };
}
