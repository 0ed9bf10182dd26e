/** Gives a file of the page's memory to the person, as a download. */

/** Long enough for any browser to have begun the download, which needs the address only then. */
const REVOKE_AFTER_MILLISECONDS = 60_000;

export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MILLISECONDS);
}
