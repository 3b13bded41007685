import type { VerifyWords } from './verify.ja';

export const verifyEn: VerifyWords = {
  title: 'Verify a signed PDF',
  lead: 'Checks the electronic signatures and time-stamps in a PDF, from any company. No sign-in needed.',
  drop: 'Drop a PDF here',
  dropAnywhere: 'Let go to verify',
  choose: 'Choose a PDF',
  limit: 'PDF, up to 200 MB',
  anywhere: 'Drop it anywhere on this page, or paste a copied file.',
  severalFiles: (name) => `One file at a time: “${name}” was verified.`,
  privacyTitle: 'The PDF is not kept',
  privacy:
    'It lies in a nameless temporary file while it is judged, and is gone when the result is given. Neither file nor result is recorded. The result is on this page alone: print it or save it as JSON if you need it.',
  sending: (name) => `Sending “${name}”`,
  sent: (done, all) => `${done} of ${all}`,
  judging: (name) => `Verifying the signatures of “${name}”`,
  judgingLong: (seconds) =>
    `${seconds} seconds so far. Files with many signatures or revisions can take a while.`,
  busyWait: (seconds) => `Busy. Trying again by itself in ${seconds} s.`,
  done: 'Verification has finished.',
  cancelled: 'Verification was cancelled.',
  again: 'Verify another PDF',
  whatIsShown: 'What verification tells',
  shown: [
    'Whose certificate signed, and whether that certificate can be trusted',
    'Whether what was signed has changed since',
    'Whether a third party’s time-stamp proves the time',
  ],
  notShown:
    'It does not tell whether a contract is right, nor whether a signer had the authority to sign it.',
  look: {
    valid: 'Valid',
    unsure: 'Not fully confirmed',
    distrust: 'Not to be relied on',
    unsigned: 'Not signed',
    unreadable: 'Unreadable',
  },
  means: 'What this means',
  next: 'What to do next',
  cases: {
    valid: {
      says: 'All signatures in this document are valid.',
      means:
        'For every signature, the signer’s certificate can be trusted and what was signed has not changed since.',
      next: ['Keep this PDF as data. Prints and converted copies hold no signature.'],
    },
    'valid-changed': {
      says: 'All signatures in this document are valid. Something permitted was added after the last one.',
      means:
        'All signatures are valid. Something was added after signing, within what the signers allow (such as entries or further signatures). Each signature below lists what.',
      next: [
        'Read “Changes after signing” of each signature, and see whether you expected them.',
        'Keep this PDF as data.',
      ],
    },
    'unknown-issuer': {
      says: 'The content has not changed, but the issuer of the signer’s certificate cannot be confirmed.',
      means:
        'What was signed has not changed. But the issuer of the certificate is not among those trusted here, so it cannot be confirmed that the signer is who the name says. Anybody can make a certificate with any name: do not rely on the name alone.',
      next: [
        'Ask the other party, by a contact that is not taken from this PDF, whether the issuer below is the one they use.',
        'If the issuer is an official authority, ask the administrator of this system to add it to the trusted ones.',
      ],
    },
    'changed-after': {
      says: 'The document was changed after signing in a way that is not permitted.',
      means:
        'The document was changed after signing in a way that its signer does not allow. What you see may differ from what was signed.',
      next: [
        'Do not rely on the content of this PDF.',
        'See “Changes after signing” of each signature for what was changed.',
        'Ask the sender for the PDF as it was before.',
      ],
    },
    expired: {
      says: 'The content has not changed, but the signer’s certificate has expired.',
      means:
        'What was signed has not changed. But the signer’s certificate has expired, and no time-stamp proves that it was used in time.',
      next: [
        'Keep other evidence of the time of signing with it, such as mails or a certificate of agreement.',
        'If needed, ask for a PDF that is signed anew.',
      ],
    },
    'not-yet-valid': {
      says: 'The signer’s certificate is not valid yet.',
      means: 'The signer’s certificate is not valid yet.',
      next: ['See its validity (expert detail), and verify again once it has begun.'],
    },
    revoked: {
      says: 'A certificate of the signer is revoked.',
      means:
        'The certificate is revoked: it was withdrawn, for example because a key was lost or somebody left. Nothing proves that the signature is older.',
      next: [
        'Ask the signer when it was signed and why the certificate was revoked.',
        'Do not rely on this signature until you know.',
      ],
    },
    'try-later': {
      says: 'Whether the certificate is revoked cannot be told now.',
      means:
        'Whether the certificate is revoked cannot be told now: revocation data could not be had, or newer data is not out yet.',
      next: ['Verify again later. It does not mean that anything was changed.'],
    },
    'weak-algorithm': {
      says: 'It is signed with cryptography that is not held to be safe.',
      means:
        'The signature uses cryptography that is no longer held to be safe or is not supported here, and nothing proves that it was made while it was safe.',
      next: ['Ask for a PDF signed with a newer method, such as SHA-256 or better.'],
    },
    'wrong-certificate': {
      says: 'Something about the certificate that signed cannot be confirmed.',
      means:
        'The certificate, or the chain to its issuer, does not fit its use as a signature or limits that the issuer has set.',
      next: ['Ask the signer whether a certificate for signing was used.'],
    },
    'no-certificate': {
      says: 'The certificate of the signer is missing.',
      means: 'The signer’s certificate is not in the PDF, or is not the one the signature names.',
      next: ['Ask for a PDF that is signed again with its certificate included.'],
    },
    'time-order': {
      says: 'The time-stamps contradict each other.',
      means: 'The times of the time-stamps contradict each other, so no time can be confirmed.',
      next: ['Ask the sender for the original PDF.'],
    },
    'not-judged': {
      says: 'There is a kind of signature that is not judged here.',
      means: 'There is a kind of signature that is not judged here.',
      next: ['Verify it with the product that made it.'],
    },
    constraints: {
      says: 'A signature does not meet a condition of the standards.',
      means: 'The signature does not meet some condition that the standards set.',
      next: ['See the reason in the expert detail, and ask the signer.'],
    },
    unsure: {
      says: 'The signatures could not be fully confirmed.',
      means:
        'Something about the signatures could not be confirmed. The expert detail of each gives the reason.',
      next: ['Do not rely on this signature alone until you know the reason.'],
    },
    altered: {
      says: 'The content was altered after it was signed.',
      means:
        'What was signed has been altered since. It is no evidence that anybody signed the original content.',
      next: [
        'Do not rely on the content of this PDF.',
        'Ask the sender for the original. Mail systems and converters can damage files too.',
      ],
    },
    'bad-value': {
      says: 'A signature does not match the holder of its certificate.',
      means:
        'The signature value does not fit the key of the certificate: its holder cannot be said to have signed.',
      next: ['Do not rely on this signature; ask the sender for the original PDF.'],
    },
    malformed: {
      says: 'The structure of a signature is not in order.',
      means:
        'The signature’s structure breaks the standard. This is seen in files in which a signature was moved, or content was hidden outside of what is signed.',
      next: ['Do not rely on the content of this PDF; ask the sender for the original.'],
    },
    'signed-too-early': {
      says: 'A signature claims to be older than its certificate.',
      means: 'The signature is said to be older than the validity of its certificate.',
      next: ['Do not rely on this signature until the signer has explained it.'],
    },
    failed: {
      says: 'Verification of the signatures failed.',
      means: 'Verification failed. The expert detail of each signature gives the reason.',
      next: ['Do not rely on the content of this PDF; ask the sender for the original.'],
    },
    unsigned: {
      says: 'This document has no electronic signature.',
      means:
        'There is neither a signature nor a time-stamp, so nobody can tell who made this PDF or whether it has changed. The picture of a seal is not an electronic signature.',
      next: [
        'If it should be signed, get the signed PDF file from the sender. Scans of prints and converted copies hold no signature.',
      ],
    },
    encrypted: {
      says: 'It is protected with a password and cannot be judged.',
      means: 'It is protected with a password for opening, so its signatures cannot be looked at.',
      next: [
        'Ask the sender for a PDF without a password for opening. Removing it yourself and saving can break the signatures.',
      ],
    },
    unreadable: {
      says: 'This file cannot be read as a PDF.',
      means: 'It could not be read as a PDF. The file is damaged or incomplete.',
      next: [
        'Get the file from the sender again. A download from its original place may help where a mail attachment does not.',
      ],
    },
  },
  caveatsTitle: 'Good to know',
  caveats: {
    'time-not-proved':
      'At least one signature’s time is the signer’s word, without a third party’s time-stamp.',
    'revocation-not-checked':
      'For at least one signature there is no data on revocation, so it was not checked.',
    'identity-not-verified':
      'Some details on a company or a qualification are what a certificate says, from an issuer that could not be confirmed.',
  },
  issuerOfCase: 'Issuer',
  file: 'File',
  size: 'Size',
  checkedAt: 'Checked at',
  fileDigest: 'SHA-256',
  digestBusy: 'computing…',
  digestNone: 'not computed in the browser for a file of this size',
  signatures: (n) => `Signatures and time-stamps (${n}, oldest first)`,
  kind: {
    certification: 'Certification signature',
    approval: 'Signature',
    'document-timestamp': 'Document time-stamp',
    'usage-rights': 'Usage-rights signature',
  },
  of: (n, kind) => `${n}. ${kind}`,
  by: 'Signer',
  stampBy: 'Time-stamp authority',
  organisation: 'Organisation',
  issuer: 'Issuer',
  trustedIssuer: 'trusted',
  untrustedIssuer: 'not among the trusted ones',
  identity: {
    'commercial-registration': 'Certificate of the commercial register',
    'jpki-signature': 'Public personal certificate for signatures (My Number Card)',
    'jpki-authentication':
      'Public personal certificate for authentication, not meant for signatures',
    gpki: 'Certificate of the government (GPKI)',
    lgpki: 'Certificate of a local government (LGPKI)',
    'power-of-attorney': 'Electronic power of attorney',
  },
  identityOther: 'Identity in the certificate',
  identityVerified: 'issuer confirmed',
  identityNot: 'as the certificate says (not verified)',
  time: {
    proved: 'Proved time',
    'untrusted-stamp': 'Time-stamp (not trusted)',
    claimed: 'Claimed time',
  },
  timeNote: {
    proved: 'A time-stamp proves that the signature existed by then.',
    'untrusted-stamp': 'Its authority is not trusted here, so it proves no time.',
    claimed: 'From the clock of the signer’s computer; not proved.',
  },
  claimed: 'Claimed time',
  reason: 'Reason',
  location: 'Place',
  integrity: 'What was signed',
  intact: 'Not changed',
  broken: 'Changed, or does not fit the signature',
  coverage: 'Covers',
  coverageValue: {
    'entire-file': 'The whole of this file',
    'entire-revision': 'The whole document as it was when signed',
    partial: 'Only a part of the document',
    none: 'No valid range',
  },
  coveragePart: (percent) => ` (the first ${percent} % of the file; the rest was added later)`,
  later: 'Changes after signing',
  laterValue: {
    none: 'None',
    lta: 'Only data for long-term validation; the content is the same',
    'form-filling': 'Permitted entries or signatures were added',
    annotations: 'Permitted annotations or entries were added',
    other: 'There are changes that are not permitted',
  },
  laterRefused: 'There are changes that are not permitted',
  accepted: 'Permitted change',
  refused: 'Change not permitted',
  times: (n) => ` (${n} times)`,
  moreChanges: (n) => `${n} more`,
  revision: (n) => `revision ${n}`,
  object: (n) => `object ${n}`,
  level: 'PAdES level',
  levelValue: {
    'B-B': 'signature alone',
    'B-T': 'with proof of time',
    'B-LT': 'with data for validation',
    'B-LTA': 'for long-term keeping',
  },
  fileLevel: 'PAdES level',
  existence: 'Proof of existence',
  provedBy: {
    own: 'time-stamp of the signature',
    document: (field) => `document time-stamp (${field})`,
  },
  coversList: (what) => `: these existed by then: ${what}`,
  coversValue: {
    signature: 'signature',
    'time-stamp': 'time-stamp',
    certificates: 'certificates',
    'revocation-data': 'revocation data',
  },
  and: ', ',
  moreProofs: (n) => `${n} more`,
  proofEnd: 'End of proof',
  endsWhy: (why) =>
    why.kind === 'certificate'
      ? `The certificate of “${why.name}” expires then.`
      : why.kind === 'algorithm'
        ? `The algorithm ${why.name} is not taken as safe after that.`
        : why.name,
  proofEndNote: 'With another time-stamp put on before that day, it can be proved for longer.',
  proofEndEarlier:
    'This PDF lacks the data that verification needs: once the certification authority no longer publishes revocation data, it may not be verifiable even before that day.',
  permission: {
    1: 'Nothing may be changed after this signature',
    2: 'After this signature, only entries and signatures',
    3: 'After this signature, only entries, signatures and annotations',
  },
  permissionLabel: 'Allows',
  unknownSigner: 'unknown',
  expert: 'Expert detail',
  findings: 'Reasons for the result',
  noFindings: 'Nothing to remark.',
  findingColumns: ['Weight', 'Finding', 'Code'],
  weight: { 'TOTAL-FAILED': 'fails', INDETERMINATE: 'cannot confirm', NOTE: 'note' },
  blocks: 'Steps of validation (ETSI EN 319 102-1)',
  blockColumns: ['Step', 'Result', 'Reasons'],
  chain: 'Chain of certificates and revocation',
  chainColumns: ['Certificate', 'Revocation', 'Revocation data'],
  revocation: {
    good: 'not revoked',
    revoked: 'revoked',
    unknown: 'unknown',
    'not-checked': 'not checked',
    'not-needed': 'not needed',
  },
  revokedAt: (when) => `revoked ${when}`,
  issued: (when) => `issued ${when}`,
  nextUpdate: (when) => `next ${when}`,
  technical: 'Form of the signature',
  proofs: 'Proofs of time',
  proofColumns: ['Time', 'Proof', 'Covers'],
  bestTime: 'Earliest proved time of the signature',
  summary: 'Result in short',
  changesTable: 'Changes after signing',
  changeColumns: ['Change', 'Where', 'Code'],
  indication: 'Result (ETSI)',
  algorithm: 'Algorithm',
  format: 'Format (SubFilter)',
  field: 'Signature field',
  byteRange: 'Signed up to',
  bytes: (n, all) => `${n} of ${all} bytes`,
  byteCount: (n) => `${n} bytes`,
  policy: 'Time-stamp policy',
  certificate: 'Signer’s certificate',
  stampCertificate: 'Time-stamp authority’s certificate',
  subject: 'Subject',
  validity: 'Validity',
  key: 'Public key',
  serial: 'Serial number',
  digest: 'SHA-256',
  fileExpert: 'Expert detail of the file',
  revisions: 'Revisions',
  encryption: 'Encryption',
  validationPolicy: 'Validation policy',
  errorCode: 'Error',
  revisionTable: 'Order of signatures and additions',
  revisionColumns: ['Signature', 'Signed up to', 'Covers', 'Later changes'],
  acrobatTitle: 'What Acrobat shows',
  acrobatLead:
    'Adobe Acrobat judges apart from this page, by Adobe’s list of trusted issuers and by rules of its own. For this PDF it may show the following; settings and versions differ.',
  acrobatColumns: ['Acrobat shows', 'Why, and what it means'],
  acrobat: {
    unsigned: {
      shows: 'No signature in the signature panel',
      why: 'There is no electronic signature in the file.',
    },
    encrypted: {
      shows: 'It may ask for a password, or say “secured”',
      why: 'The PDF is encrypted. That says nothing about its signatures.',
    },
    damaged: {
      shows: 'It may say that the file is damaged, or repair and open it',
      why: 'The structure of the PDF cannot be read. Even when repaired, its signatures may not count as valid.',
    },
    invalid: {
      shows: 'A red cross and “At least one signature is invalid.”',
      why: 'The signature does not fit what was signed. The signature’s properties may say that the document was altered or corrupted. Registering a certificate does not mend it.',
    },
    'changed-refused': {
      shows: 'A red cross and “At least one signature is invalid.”, or a remark about changes',
      why: 'The document was changed after signing in a way that is not permitted. Acrobat has other rules for changes and may not call the same PDF invalid; look at what is found here even then.',
    },
    listed: {
      shows: 'A green check mark and “Signed and all signatures are valid.”',
      why: 'If the issuer is on Adobe’s trusted lists (AATL, EUTL) or is registered in your Acrobat.',
    },
    unlisted: {
      shows: 'A yellow mark and “At least one signature has problems.”, “validity unknown”',
      why: 'If the issuer is neither on Adobe’s lists nor registered in your Acrobat. It does not mean that the file was altered. Register the issuer as below, and it shows as valid.',
    },
    'unknown-root': {
      shows: 'A yellow mark and “At least one signature has problems.”, “validity unknown”',
      why: 'If the issuer is neither on Adobe’s lists nor registered in your Acrobat. It does not mean that the file was altered, but that Acrobat cannot confirm who signed either. With an issuer that is on the lists, it may show as valid.',
    },
    'certificate-trouble': {
      shows: 'A yellow mark or a red cross',
      why: 'The validity, revocation or use of a certificate cannot be confirmed. Which mark it is depends on the revocation data that Acrobat gets and on its settings.',
    },
    'permitted-changes': {
      shows: 'That all signatures are valid, but with unsigned changes after the last signature',
      why: 'There are permitted entries or annotations after the last signature. The signatures stay valid. The signature panel lists the changes and opens the version that was signed.',
    },
    'certified-locked': {
      shows: 'A blue ribbon saying that the document is certified; editing is switched off',
      why: 'A certification signature forbids every change (P=1). After a change the certification shows as invalid.',
    },
    certified: {
      shows: 'A blue ribbon saying that the document is certified',
      why: 'A certification signature says which changes are allowed. If its issuer is not registered, it shows as validity unknown instead.',
    },
    'document-timestamp': {
      shows: 'A document time-stamp, listed in the signature panel as one more signature',
      why: 'It is nobody’s signature: it proves that the document existed at that time. If the issuer of the time-stamp authority is not trusted, it gets a yellow mark too.',
    },
    clock: {
      shows: '“Signing time is from the clock on the signer’s computer.”',
      why: 'The signature has no time-stamp. Nothing is wrong, but the time is not proved.',
    },
    'not-ltv': {
      shows: 'That the signature is not LTV enabled, and until when it can be verified',
      why: 'Revocation data is not embedded in the PDF. Before the date, “Add Verification Information” in Acrobat keeps it verifiable.',
    },
    'usage-rights': {
      shows: 'That additional features are enabled for Acrobat Reader',
      why: 'A signature of a product, to allow saving entries or comments. It is not a signature of a party.',
    },
  },
  acrobatHow: 'How to register an issuer in Acrobat',
  acrobatSteps: [
    'First, in Preferences → Trust Manager, press “Update Now” for AATL and EUTL, and open the PDF again. That alone may do.',
    'If not, get the issuer’s root certificate from a place you can rely on, such as the issuer’s own site, and compare it with the published fingerprint (SHA-256). Never trust a certificate out of the very PDF that you want to verify without comparing it.',
    'In Preferences → Signatures → “Identities & Trusted Certificates” → More → Trusted Certificates, import it.',
    'Select it in the list, open “Edit Trust”, and tick “Use this certificate as a trusted root”.',
    'Open the PDF again.',
  ],
  acrobatTrial:
    'Signatures made on this trial system come from an authority of this server alone, and get a yellow mark until it is registered.',
  acrobatTrialRoot: 'Root certificate of this system (ca.cer)',
  acrobatGeneral: {
    title: 'When Acrobat shows a yellow mark',
    body: 'Adobe Acrobat puts a yellow mark on signatures from issuers outside Adobe’s trusted lists. It does not mean that the file was altered. Drop a PDF here, and this page explains what Acrobat shows for it, and why.',
  },
  json: 'Save the result as JSON',
  openAll: 'Open all detail',
  closeAll: 'Close all detail',
  report: 'Signature verification report',
  printNote: (where) =>
    `This is the result as of the time given. The signatures are in the PDF itself, not on this paper. Verified at ${where}`,
  trouble: {
    'not-pdf': {
      title: 'This is not a PDF',
      body: 'A file can be named .pdf and be something else. Choose the signed PDF file.',
    },
    empty: {
      title: 'The file is empty',
      body: 'A download may have been cut off. Get the file again.',
    },
    offline: {
      title: 'You are offline',
      body: 'Check your connection and try again.',
    },
    network: {
      title: 'The server could not be reached',
      body: 'Check your connection and try again. A very large file, over the limit (usually 200 MB), may be refused while it is being sent.',
    },
    'too-large': {
      title: 'The file is too large',
      body: 'It exceeds what this server verifies (usually 200 MB). Splitting or shrinking it loses the signatures: verify the original with the command “skysign verify” or with Acrobat.',
    },
    busy: {
      title: 'Busy at the moment',
      body: 'Too many files are being verified at once. Wait a minute and try again. The file was not kept.',
    },
    'too-many': {
      title: 'Too many verifications',
      body: 'There is a limit to how many files can be verified in a short time.',
    },
    server: {
      title: 'It could not be verified',
      body: 'Something went wrong on the server. Please try again later.',
    },
  },
  waitSeconds: (n) => `Wait about ${n} s and try again.`,
};
