/** Hands what is behind an address to the user as a file; what no file's name may have becomes a hyphen. */
export function saveFile(name: string, url: string): void {
  const download = name.replace(/[\\/:*?"<>|]/g, '-');
  Object.assign(document.createElement('a'), { href: url, download }).click();
}

/** Likewise what is in the page. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  saveFile(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be writing it
}
