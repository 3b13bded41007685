import { bytesOf, textOf } from '../lib/base64url';

/** What POST recipient/factors/passkey/start gives: WebAuthn options with bytes in base64url. */
export interface PasskeyStart {
  create: boolean;
  options: {
    challenge: string;
    user?: { id: string; name: string; displayName: string };
    allowCredentials?: { type: 'public-key'; id: string }[];
    excludeCredentials?: { type: 'public-key'; id: string }[];
    [name: string]: unknown;
  };
}

const list = (ids: { type: 'public-key'; id: string }[] = []) =>
  ids.map((c) => ({ ...c, id: bytesOf(c.id) }));

/** Asks the authenticator; what it says goes to the server as it is. */
export async function askPasskey({ create, options }: PasskeyStart) {
  const challenge = bytesOf(options.challenge);
  if (create) {
    const user = options.user as NonNullable<typeof options.user>;
    const publicKey = {
      ...options,
      challenge,
      user: { ...user, id: bytesOf(user.id) },
      excludeCredentials: list(options.excludeCredentials),
    } as unknown as PublicKeyCredentialCreationOptions;
    const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const answer = made.response as AuthenticatorAttestationResponse;
    return {
      id: made.id,
      client_data: textOf(answer.clientDataJSON),
      authenticator_data: textOf(answer.getAuthenticatorData()),
      public_key: textOf(answer.getPublicKey() as ArrayBuffer),
    };
  }
  const publicKey = {
    ...options,
    challenge,
    allowCredentials: list(options.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const answer = got.response as AuthenticatorAssertionResponse;
  return {
    id: got.id,
    client_data: textOf(answer.clientDataJSON),
    authenticator_data: textOf(answer.authenticatorData),
    signature: textOf(answer.signature),
  };
}
