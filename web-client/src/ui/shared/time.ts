/**
 * "4:05", and past zero "+1:10". A second counts until it is over, so 0:00 shows when time is up.
 */
export function minutesAndSeconds(ms: number): string {
  const over = ms < 0;
  const seconds = over ? Math.floor(-ms / 1_000) : Math.ceil(ms / 1_000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return over && seconds > 0 ? `+${text}` : text;
}
