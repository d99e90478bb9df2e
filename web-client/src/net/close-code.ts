import { CLOSE_CODES } from '../protocol/constants';

/** Why the connection ended for good. */
export type GoneReason = 'unauthorised' | 'removed' | 'erased' | 'wrong_version' | 'damaged';

/** `null` for a close code after which the connection is made again. */
export function goneReason(code: number): GoneReason | null {
  switch (code) {
    case CLOSE_CODES.unauthorised:
      return 'unauthorised';
    case CLOSE_CODES.removed:
      return 'removed';
    case CLOSE_CODES.erased:
      return 'erased';
    case CLOSE_CODES.wrong_version:
      return 'wrong_version';
    case CLOSE_CODES.damaged:
      return 'damaged';
    default:
      return null;
  }
}
