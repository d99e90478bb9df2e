/** Holds a field to a number of characters without cutting off what was pasted. */
import type { Attachment } from 'svelte/attachments';
import { t } from '../../i18n/i18n.svelte';

export function limit(characters: number): Attachment<HTMLInputElement> {
  return (input) => {
    const check = () => {
      const over = [...input.value.trim()].length - characters;
      input.setCustomValidity(over > 0 ? t().app.tooLong(over) : '');
    };
    check();
    input.addEventListener('input', check);
    return () => input.removeEventListener('input', check);
  };
}
