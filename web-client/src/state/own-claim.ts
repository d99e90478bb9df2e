/** The claim that this device made in a meeting, so that it goes on waiting after a reload. */
import { device } from './device';

export interface OwnClaim {
  id: string;
  name: string;
}

const KEY = 'kring:claim:';

export const ownClaim = {
  get: (session: string) => device.get<OwnClaim>(KEY + session),
  set: (session: string, claim: OwnClaim) => device.set(KEY + session, claim),
  forget: (session: string) => device.remove(KEY + session),
};
