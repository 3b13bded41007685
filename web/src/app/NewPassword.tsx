import { passwordFault } from '../lib/password';
import { useMessages } from '../messages';
import { PasswordField } from '../ui/kit';

/** A new password with a running word on whether it will do. */
export function NewPassword({
  label,
  value,
  onValue,
  email,
  tried,
  error,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  email: string;
  tried: boolean;
  error?: string | undefined;
}) {
  const { m } = useMessages();
  const fault = passwordFault(value, email);
  const text =
    fault === 'short'
      ? m.password.tooShort([...value].length)
      : fault === 'email'
        ? m.password.isEmail
        : null;
  return (
    <>
      <PasswordField
        label={label}
        hint={m.setup.passwordHint}
        autoComplete="new-password"
        value={value}
        error={tried && text ? text : error}
        onValue={onValue}
      />
      <p className="small muted password-meter" aria-live="polite">
        {value && !tried ? (text ?? m.password.ok) : ''}
      </p>
    </>
  );
}
