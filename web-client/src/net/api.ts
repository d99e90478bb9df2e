/** The HTTP interface. */
import type {
  Beside,
  CalendarMade,
  ClaimMember,
  CreateGroup,
  EnterMeeting,
  GroupCreated,
  GroupJoined,
  GroupName,
  JoinGroup,
  MemberClaimMade,
  MemberClaimState,
  KeepPasskey,
  PasskeyAsked,
  PasskeyKept,
  ReturnByPasskey,
  ReturnToGroup,
  ClaimMade,
  ClaimState,
  CodeMade,
  ComeBack,
  CreateMeeting,
  DisplayMade,
  InvitationCode,
  InvitationPreview,
  InvitationReplaced,
  InvitationText,
  InviteGuests,
  Join,
  Joined,
  Lang,
  MakeClaim,
  MeetingCreated,
  MethodList,
  MethodSummary,
  OwnData,
  Problem,
  ProblemBody,
  Rejection,
  Report,
} from '../protocol/protocol';
import { busyMs } from './backoff';
import { idIn } from './ids';

/**
 * A failed HTTP call, as a code that the page has a sentence for. `unreachable`: there was no
 * response of the server.
 */
export class ApiError extends Error {
  constructor(
    readonly code: Problem | 'unreachable',
    readonly rejection: Rejection | null = null,
    readonly incident: string | null = null,
    /** Milliseconds in which nothing must be asked again, after HTTP 429; otherwise 0. */
    readonly waitMs = 0,
    /** When the report opens for the reader if not earlier, with `report_not_open_yet`. */
    readonly opensAtMs: number | null = null,
  ) {
    super(rejection ?? code);
  }
}

export async function methods(): Promise<MethodSummary[]> {
  const answer = await getJson<MethodList>('/api/methods');
  return answer.methods;
}

export function createMeeting(body: CreateMeeting): Promise<MeetingCreated> {
  return postJson('/api/sessions', body);
}

/** With a name: also whether somebody in the meeting has it. */
export function previewInvitation(invitation: string, name?: string): Promise<InvitationPreview> {
  return postJson(`/api/sessions/${idIn(invitation)}/invitation/preview`, { invitation, name });
}

/** The code to read out for an invitation while the lobby is open; the same when asked again. */
export function makeInvitationCode(
  session: string,
  token: string,
  invitation: string,
): Promise<InvitationCode> {
  return postJson(`/api/sessions/${session}/invitation/code`, { invitation }, token);
}

/** The invitation that a code stands for. */
export function invitationOf(code: string): Promise<InvitationText> {
  return postJson('/api/invitation/code', { code });
}

export function join(body: Join): Promise<Joined> {
  return postJson(`/api/sessions/${idIn(body.invitation)}/join`, body);
}

/** A new personal code; the one before is void. */
export function makeCode(session: string, token: string): Promise<CodeMade> {
  return postJson(`/api/sessions/${session}/code`, undefined, token);
}

export function comeBack(body: ComeBack): Promise<Joined> {
  return postJson(`/api/sessions/${body.session}/return`, body);
}

export function makeClaim(body: MakeClaim): Promise<ClaimMade> {
  return postJson(`/api/sessions/${idIn(body.invitation)}/claim`, body);
}

export function claimState(session: string, token: string): Promise<ClaimState> {
  return getJson(`/api/sessions/${session}/claim`, token);
}

export function replaceInvitation(session: string, token: string): Promise<InvitationReplaced> {
  return postJson(`/api/sessions/${session}/invitation`, undefined, token);
}

/** An invitation for some phases; the one before is void. */
export function inviteGuests(
  session: string,
  body: InviteGuests,
  token: string,
): Promise<InvitationReplaced> {
  return postJson(`/api/sessions/${session}/guests`, body, token);
}

export async function revokeGuests(session: string, token: string): Promise<void> {
  await call(`/api/sessions/${session}/guests`, { method: 'DELETE', headers: bearer(token) });
}

/** What opens a display; the link before is void. */
export function makeDisplay(session: string, token: string): Promise<DisplayMade> {
  return postJson(`/api/sessions/${session}/display`, undefined, token);
}

export async function revokeDisplay(session: string, token: string): Promise<void> {
  await call(`/api/sessions/${session}/display`, { method: 'DELETE', headers: bearer(token) });
}

export function createGroup(body: CreateGroup): Promise<GroupCreated> {
  return postJson('/api/groups', body);
}

/** The name of a group, which is all that an invitation tells. */
export function previewGroup(invitation: string): Promise<GroupName> {
  return postJson(`/api/groups/${idIn(invitation)}/preview`, { invitation });
}

export function joinGroup(body: JoinGroup): Promise<GroupJoined> {
  return postJson(`/api/groups/${idIn(body.invitation)}/join`, body);
}

export function returnToGroup(body: ReturnToGroup): Promise<GroupJoined> {
  return postJson(`/api/groups/${body.group}/return`, body);
}

export function claimMember(body: ClaimMember): Promise<MemberClaimMade> {
  return postJson(`/api/groups/${idIn(body.invitation)}/claim`, body);
}

export function memberClaimState(group: string, token: string): Promise<MemberClaimState> {
  return getJson(`/api/groups/${group}/claim`, token);
}

/** A new personal code in a group; the one before is void. */
export function makeGroupCode(group: string, token: string): Promise<CodeMade> {
  return postJson(`/api/groups/${group}/code`, undefined, token);
}

/** Begins to make a passkey for a group. */
export function askPasskey(group: string, token: string): Promise<PasskeyAsked> {
  return postJson(`/api/groups/${group}/passkeys`, undefined, token);
}

export function keepPasskey(group: string, body: KeepPasskey, token: string): Promise<PasskeyKept> {
  return postJson(`/api/groups/${group}/passkeys/keep`, body, token);
}

/** Begins to come back to a group by a passkey. */
export function beginPasskeyReturn(): Promise<PasskeyAsked> {
  return postJson('/api/groups/passkey', undefined);
}

export function returnByPasskey(body: ReturnByPasskey): Promise<GroupJoined> {
  return postJson('/api/groups/passkey/return', body);
}

/** A new address for one's calendar of a group; the one before is void. */
export function makeGroupCalendar(group: string, token: string): Promise<CalendarMade> {
  return postJson(`/api/groups/${group}/calendar`, undefined, token);
}

export async function revokeGroupCalendar(group: string, token: string): Promise<void> {
  await call(`/api/groups/${group}/calendar`, { method: 'DELETE', headers: bearer(token) });
}

/** Where the meetings of a group stand, for a trainer of it. */
export function besideGroup(group: string, token: string): Promise<Beside> {
  return getJson(`/api/groups/${group}/beside`, token);
}

/** A new invitation to a group; the one before is void. */
export function replaceGroupInvitation(group: string, token: string): Promise<InvitationReplaced> {
  return postJson(`/api/groups/${group}/invitation`, undefined, token);
}

/** Comes into a meeting of one's group. */
export function enterMeeting(
  { group, session }: { group: string; session: string },
  token: string,
  body: EnterMeeting,
): Promise<Joined> {
  return postJson(`/api/groups/${group}/meetings/${session}/enter`, body, token);
}

export function report(session: string, token: string): Promise<Report> {
  return getJson(`/api/sessions/${session}/report`, token);
}

const ROUND_TRIPS = 3;

/** Milliseconds to the server and back: the shortest of three, because the first opens the line. */
export async function roundTripMs(): Promise<number> {
  let shortest = Infinity;
  for (let times = 0; times < ROUND_TRIPS; times++) {
    const sent = performance.now();
    await call('/api/health', { cache: 'no-store' });
    shortest = Math.min(shortest, performance.now() - sent);
  }
  return Math.round(shortest);
}

/** The time zone of this device, by its IANA name. */
export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The report as a file: Markdown, a table for a spreadsheet, or its plan for the pupil alone. */
export async function reportFile(
  session: string,
  token: string,
  form: 'md' | 'csv' | 'plan.md',
  lang: Lang,
  /** Whether what is the reader's own is in it: their step, notes and reflection. */
  own = true,
): Promise<Blob> {
  const asked = new URLSearchParams({ lang, tz: timeZone(), ...(own ? {} : { own: 'false' }) });
  const response = await call(
    `/api/sessions/${session}/${form === 'plan.md' ? form : `report.${form}`}?${asked}`,
    {
      headers: bearer(token),
    },
  );
  return response.blob();
}

/** The server's data about this participant only. */
export function ownData(session: string, token: string): Promise<OwnData> {
  return getJson(`/api/sessions/${session}/mine`, token);
}

/** The address of the WebSocket of a meeting, or of a group, on the page's own origin. */
export function socketUrl(of: 'sessions' | 'groups', id: string): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}/api/${of}/${id}/ws`;
}

async function getJson<T>(path: string, token?: string): Promise<T> {
  const response = await call(path, { headers: bearer(token) });
  return (await response.json()) as T;
}

async function postJson<T>(path: string, body: unknown, token?: string): Promise<T> {
  const headers = { ...bearer(token), 'content-type': 'application/json' };
  const response = await call(path, {
    method: 'POST',
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (await response.json()) as T;
}

function bearer(token?: string): { [name: string]: string } {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

const TOO_MANY = 429;

async function call(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new ApiError('unreachable');
  }
  if (response.ok) return response;
  const busy = response.status === TOO_MANY ? busyMs(response.headers.get('retry-after')) : 0;
  let problem: ProblemBody;
  try {
    problem = (await response.json()) as ProblemBody;
  } catch {
    const code = response.status >= 502 ? 'unreachable' : 'internal';
    throw new ApiError(code, null, null, busy);
  }
  const { code, rejection = null, id = null, opens_at_ms: opensAtMs = null } = problem;
  throw new ApiError(code, rejection, id, busy, opensAtMs);
}
