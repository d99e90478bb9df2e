import { CLOSE_CODES } from '../protocol/constants';

/** Why a connection will not come back by itself. */
export type GoneReason =
  'unauthorised' | 'removed' | 'erased' | 'wrong_version' | 'too_many_connections' | 'damaged';

/** `null` for a close after which reconnecting makes sense. */
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
    case CLOSE_CODES.too_many_connections:
      return 'too_many_connections';
    case CLOSE_CODES.damaged:
      return 'damaged';
    default:
      return null;
  }
}
