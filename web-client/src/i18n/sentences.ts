/** A sentence for whatever goes wrong, also for a code that this page does not know yet. */
import { ApiError } from '../net/api';
import { t } from './i18n.svelte';

export function problemSentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t().problems.internal;
  if (error.rejection !== null) return rejectionSentence(error.rejection);
  const unknown = error.waitMs > 0 ? t().app.tooBusy : t().problems.internal;
  return sentence(t().problems, error.code) ?? unknown;
}

/** Why a rule, or the server itself, did not take a command. */
export function rejectionSentence(code: string): string {
  const known = sentence(t().rejections, code) ?? sentence(t().messageErrors, code);
  return known ?? t().problems.refused;
}

function sentence(all: { [code: string]: string }, code: string): string | undefined {
  return Object.hasOwn(all, code) ? all[code] : undefined;
}
