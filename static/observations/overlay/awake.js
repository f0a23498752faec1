/* The screen stays on while the page is in front, where the device allows it (HTTPS only). */

export function stayAwake() {
  if (!navigator.wakeLock) return;
  let lock = null;
  const wish = async () => {
    if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch (error) {
      console.warn('overlay: the screen may go dark', error);
    }
  };
  document.addEventListener('visibilitychange', wish);
  wish();
}
