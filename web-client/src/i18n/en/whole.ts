/** Every sentence of the page in English. */
import type { Dictionary } from '../nl/whole';
import { enBeside } from './beside';
import { enCompose } from './compose';
import { enDisplay } from './display';
import { enFirstScreens } from './first-screens';
import { enGroup } from './group';
import { enGuests } from './guests';
import { enLabels } from './labels';
import { enLobby } from './lobby';
import { enLookBack } from './look-back';
import { enMeeting } from './meeting';
import { enPasskey } from './passkey';
import { enPeople } from './people';
import { enPlanning } from './planning';
import { enPrepare } from './prepare';
import { enReport } from './report';
import { enWriting } from './writing';

export const en: Dictionary = {
  ...enFirstScreens,
  ...enLobby,
  ...enPrepare,
  ...enPeople,
  ...enLookBack,
  ...enMeeting,
  ...enDisplay,
  ...enWriting,
  ...enReport,
  ...enCompose,
  ...enGroup,
  ...enPlanning,
  ...enBeside,
  ...enPasskey,
  ...enGuests,
  ...enLabels,
};
