/**
 * Keeps the screen on until the returned function is called, also after the page was out of sight:
 * W3C Screen Wake Lock. Where the browser has none or refuses, the screen goes off as it always does.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;

  async function ask(): Promise<void> {
    if (over || document.visibilityState !== 'visible' || (lock !== null && !lock.released)) return;
    try {
      const given = await navigator.wakeLock.request('screen');
      if (over) await given.release();
      else lock = given;
    } catch {
      // Refused, as with a low battery.
    }
  }

  const again = () => void ask();
  if ('wakeLock' in navigator) {
    document.addEventListener('visibilitychange', again);
    again();
  }
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release().catch(() => {});
  };
}
