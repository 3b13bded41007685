/** Whether the signing program can run where this browser runs: computers with Windows or Linux. An iPad says that it is a Mac. */
export function canSignHere({ userAgent }: Pick<Navigator, 'userAgent'> = navigator): boolean {
  return /Windows|Linux/.test(userAgent) && !/Android|Mobile|CrOS/.test(userAgent);
}
