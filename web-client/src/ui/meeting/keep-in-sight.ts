/** The field that somebody types in stays in sight when a keyboard opens or a phone is turned. */
import type { Attachment } from 'svelte/attachments';

export const keepFieldInSight: Attachment = () => {
  const look = () => {
    // The bars get out of the way in the first frame; the field has its place in the second.
    requestAnimationFrame(() => requestAnimationFrame(scrollToField));
  };
  addEventListener('resize', look);
  window.visualViewport?.addEventListener('resize', look);
  return () => {
    removeEventListener('resize', look);
    window.visualViewport?.removeEventListener('resize', look);
  };
};

function scrollToField(): void {
  const field = document.activeElement;
  if (field?.matches('textarea, input[type="text"]')) field.scrollIntoView({ block: 'nearest' });
}
