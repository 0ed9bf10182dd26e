/** Takes files dropped or pasted anywhere on the page, and shows that it would while they hover. */
import { useEffect, useState } from 'react';
import { useSession, useSessionState } from '../sessionContext';
import styles from './DropTarget.module.css';

/** Dragged text is the textbox's own business. */
function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** The dropped files, without folders, which look like files but cannot be read. */
function filesOf(transfer: DataTransfer): File[] {
  return [...transfer.items]
    .filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true)
    .flatMap((item) => item.getAsFile() ?? []);
}

export function DropTarget() {
  const session = useSession();
  const listening = useSessionState((state) => state.listening !== null);
  const [hovering, setHovering] = useState(false);

  useEffect(() => {
    function onDragOver(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setHovering(true);
    }
    function onDragLeave(event: DragEvent): void {
      // Moving from one element to the next leaves the first; only leaving the window leaves for nowhere.
      if (event.relatedTarget === null) setHovering(false);
    }
    function onDrop(event: DragEvent): void {
      if (event.dataTransfer === null || !carriesFiles(event)) return;
      event.preventDefault();
      setHovering(false);
      void session.readDropped(filesOf(event.dataTransfer));
    }
    function onPaste(event: ClipboardEvent): void {
      if (event.clipboardData === null) return;
      // A picture may come along with copied text, which is the textbox's. Text that comes along with any other file is
      // the file's name.
      const hasText = event.clipboardData.types.includes('text/plain');
      const files = filesOf(event.clipboardData).filter(({ type }) => !(hasText && type.startsWith('image/')));
      if (files.length === 0) return;
      event.preventDefault();
      void session.readDropped(files);
    }
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [session]);

  return hovering ? (
    <div className={styles.target} aria-hidden="true">
      <p className={styles.words}>{listening ? 'Press Stop first; then it can be read.' : 'Let go, and it is read.'}</p>
    </div>
  ) : null;
}
