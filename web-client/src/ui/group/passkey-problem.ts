import { t } from '../../i18n/group-words';
import { problemSentence } from '../../i18n/sentences';
import { NoPasskey } from '../../net/passkeys';

/** Why no passkey was made or used: the device has none, its owner did not want it, or the server refused. */
export function passkeyProblem(error: unknown): string {
  return error instanceof NoPasskey ? t().passkey.none : problemSentence(error);
}
