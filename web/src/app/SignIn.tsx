import { useTitle } from '../lib/hooks';
import { Link } from '../lib/router';
import { useMessages } from '../messages';
import { SignInForm } from './SignInForm';
import { useSession } from './session';

export function SignIn() {
  const { m } = useMessages();
  const { adopt } = useSession();
  useTitle(m.signIn.title);
  return (
    <div className="narrow">
      <section className="card card-form">
        <h1 tabIndex={-1}>{m.signIn.title}</h1>
        <p className="lead">{m.signIn.lead}</p>
        <SignInForm onSession={adopt} />
      </section>
      <p className="small muted below-card">{m.signIn.recipientHint}</p>
      <p className="below-card">
        <Link href="/verify">{m.signIn.verifyLink}</Link>
      </p>
    </div>
  );
}
