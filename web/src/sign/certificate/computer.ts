/** Whether the signing program can run where this browser runs: Windows and Linux computers. A tablet that says it is a Mac has a
 * screen to be touched at several places. */
export function canSignHere(
  navigator: Pick<Navigator, 'userAgent' | 'maxTouchPoints'> = window.navigator,
): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  if (/Android|iPhone|iPad|Mobile|CrOS/.test(userAgent)) return false;
  if (/Macintosh/.test(userAgent)) return false;
  return /Windows|Linux|X11/.test(userAgent) || maxTouchPoints === 0;
}
