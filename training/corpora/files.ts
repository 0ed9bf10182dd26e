/** Finding a corpus's files wherever its publisher's layout put them. */
import { existsSync, readFileSync, readdirSync, statSync, type Dirent } from 'node:fs';
import { basename, extname, join } from 'node:path';

const AUDIO_EXTENSIONS = new Set(['.wav', '.flac']);

/** All WAV and FLAC files under a folder, sorted, so that a run does not depend on the file system's order. */
export function audioFilesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => AUDIO_EXTENSIONS.has(extname(entry.name).toLowerCase()) && isFile(entry))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Links count by what they lead to: DataLad and the Hugging Face cache keep a corpus as links to its files. */
function isFile(entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** A file's name without folder and extension. */
export function stem(path: string): string {
  return basename(path, extname(path));
}

/** The first two columns of a tab-separated file with a heading; empty where there is no such file. */
export function readTranscripts(path: string): ReadonlyMap<string, string> {
  if (!existsSync(path)) return new Map();
  const rows = readFileSync(path, 'utf8').trim().split(/\r?\n/u).slice(1);
  return new Map(
    rows.map((row) => {
      const [key = '', text = ''] = row.split('\t');
      return [key, text];
    }),
  );
}

/** The first of some folders that exists, or null: publishers' archives and ours name them differently. */
export function firstFolder(root: string, names: readonly string[]): string | null {
  return names.map((name) => join(root, name)).find((path) => existsSync(path)) ?? null;
}

/** What exists of the first of some groups of folders of which anything exists: some archives come in parts. */
export function foldersOf(root: string, groups: readonly (readonly string[])[]): string[] {
  const found = groups.map((names) => names.map((name) => join(root, name)).filter((path) => existsSync(path)));
  return found.find((folders) => folders.length > 0) ?? [];
}
