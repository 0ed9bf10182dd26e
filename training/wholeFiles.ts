/** Writes whole files only: a run that is stopped leaves none half-written, and whoever reads one meanwhile reads the old. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** A name of this process's own to write a file under until it is whole: another run may be writing the same one. */
export function partialPath(path: string): string {
  return `${path}.${process.pid}.partial`;
}

/** Writes a file, or leaves what was there. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = partialPath(path);
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}
