/** Every sentence of the page in Dutch. Its shape is what other languages have to fill. */
import type { GoneReason } from '../../net/close-code';
import type { Labels } from '../labels';
import { nlBeside } from './beside';
import { nlCompose } from './compose';
import { nlDisplay } from './display';
import { nlFirstScreens } from './first-screens';
import { nlGroup } from './group';
import { nlGuests } from './guests';
import { nlLabels } from './labels';
import { nlLobby } from './lobby';
import { nlLookBack } from './look-back';
import { nlMeeting } from './meeting';
import { nlPasskey } from './passkey';
import { nlPeople } from './people';
import { nlPlanning } from './planning';
import { nlPrepare } from './prepare';
import { nlReport } from './report';
import { nlWriting } from './writing';

export const nl = {
  ...nlFirstScreens,
  ...nlLobby,
  ...nlPrepare,
  ...nlPeople,
  ...nlLookBack,
  ...nlMeeting,
  ...nlDisplay,
  ...nlWriting,
  ...nlReport,
  ...nlCompose,
  ...nlGroup,
  ...nlPlanning,
  ...nlBeside,
  ...nlPasskey,
  ...nlGuests,
  ...nlLabels,
};

export type Dictionary = typeof nl;

/** Every reason for which a connection ends has its sentence. */
type _Gone = Dictionary['gone'] extends Labels<GoneReason> ? true : never;
const goneIsComplete: _Gone = true;
void goneIsComplete;
