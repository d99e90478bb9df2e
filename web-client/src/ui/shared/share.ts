/** Gives a text to another app: as a file where the device takes files, else as it is. */
export async function shareText(text: string, name: string, title: string): Promise<void> {
  const file = new File([text], name, { type: 'text/plain' });
  const asFile = { files: [file], title };
  try {
    await navigator.share(navigator.canShare?.(asFile) ? asFile : { title, text });
  } catch (error) {
    // Somebody who closes the list of apps has changed their mind.
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
  }
}
