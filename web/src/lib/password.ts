export const PASSWORD_MIN = 12;

export type PasswordFault = 'short' | 'email' | null;

/** What can be said before the server judges; it alone knows the list of common ones. */
export function passwordFault(password: string, email: string): PasswordFault {
  if ([...password].length < PASSWORD_MIN) return 'short';
  if (email && password.toLowerCase() === email.trim().toLowerCase()) return 'email';
  return null;
}
