/**
 * One soft tone, for what somebody would miss while they look at the video call. On until this device
 * switches it off. Browsers keep pages silent until the first touch or key, so a tone before that is
 * not heard.
 */
import { device } from './state/device';

const KEY = 'kring:sound';
/** A fifth, the second note a moment later: heard beside a voice, and startling nobody. */
const NOTES_HZ = [523.25, 783.99];
const BETWEEN_NOTES_S = 0.14;
const ATTACK_S = 0.02;
const FADE_S = 0.9;
/** Of 1, which is as loud as the device goes. */
const LOUDEST = 0.12;
/** What an exponential fade ends at, because it cannot reach 0. */
const SILENT = 0.0001;

let context: AudioContext | null = null;

/** Whether this device plays tones. */
export function soundIsOn(): boolean {
  return device.get<boolean>(KEY) ?? true;
}

export function setSound(on: boolean): void {
  if (on) device.remove(KEY);
  else device.set(KEY, false);
}

/** Plays the tone unless this device switched it off. Never fails: where there is no sound it is silent. */
export function playTone(): void {
  if (soundIsOn()) void tryTone();
}

/** Plays the tone whatever the switch says. Whether the browser lets it sound. */
export async function tryTone(): Promise<boolean> {
  try {
    const audio = await running();
    if (audio === null) return false;
    NOTES_HZ.forEach((hz, index) => strike(audio, hz, audio.currentTime + index * BETWEEN_NOTES_S));
    return true;
  } catch {
    return false;
  }
}

async function running(): Promise<AudioContext | null> {
  if (!('AudioContext' in globalThis)) return null;
  context ??= new AudioContext();
  // Before the first touch `resume` stays unanswered, and a tone that comes minutes late misleads.
  if (context.state !== 'running') {
    if (!(navigator.userActivation?.hasBeenActive ?? true)) return null;
    await context.resume();
  }
  return context;
}

function strike(audio: AudioContext, hz: number, at: number): void {
  const note = audio.createOscillator();
  const volume = audio.createGain();
  note.frequency.value = hz;
  volume.gain.setValueAtTime(SILENT, at);
  volume.gain.linearRampToValueAtTime(LOUDEST, at + ATTACK_S);
  volume.gain.exponentialRampToValueAtTime(SILENT, at + FADE_S);
  note.connect(volume).connect(audio.destination);
  note.start(at);
  note.stop(at + FADE_S);
}

/** Readies the sound at the first touch or key, so that a later tone needs none of its own. */
function ready(): void {
  for (const event of ['pointerdown', 'keydown']) removeEventListener(event, ready);
  if (soundIsOn()) void running().catch(() => null);
}

for (const event of ['pointerdown', 'keydown']) addEventListener(event, ready);
