/** WebSocket close codes; `protocol/src/code.rs` says what each means. */
export const CloseCode = {
  Normal: 1000,
  Restart: 1012,
  Unauthorised: 4401,
  Removed: 4403,
  WrongVersion: 4409,
  Erased: 4410,
  Lagging: 4413,
  TooFast: 4429,
  TooManyConnections: 4430,
  Damaged: 4501,
} as const;

/** Why a connection will not come back by itself. */
export type GoneReason =
  'unauthorised' | 'removed' | 'erased' | 'wrong_version' | 'too_many_connections' | 'damaged';

/** `null` for a close after which reconnecting makes sense. */
export function goneReason(code: number): GoneReason | null {
  switch (code) {
    case CloseCode.Unauthorised:
      return 'unauthorised';
    case CloseCode.Removed:
      return 'removed';
    case CloseCode.Erased:
      return 'erased';
    case CloseCode.WrongVersion:
      return 'wrong_version';
    case CloseCode.TooManyConnections:
      return 'too_many_connections';
    case CloseCode.Damaged:
      return 'damaged';
    default:
      return null;
  }
}
