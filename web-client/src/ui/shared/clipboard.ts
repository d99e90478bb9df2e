/**
 * Puts a text on the clipboard; one that is still on its way may be given as a promise, so that the
 * tap that asked for it still counts.
 * The clipboard exists only on https and on localhost; without it the text is selected and copied.
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  try {
    if (typeof text === 'string') {
      await navigator.clipboard.writeText(text);
    } else {
      const plain = text.then((value) => new Blob([value], { type: 'text/plain' }));
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': plain })]);
    }
  } catch {
    const area = document.createElement('textarea');
    area.value = await text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
