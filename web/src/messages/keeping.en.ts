import type { KeepingWords, StoryParts } from './keeping.ja';

const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const until = (p: StoryParts) => (p.ends ? `This contract can be proved until ${p.ends}.` : '');
const on = (p: StoryParts) => (p.next ? `on ${p.next}` : 'shortly');
const join = (...parts: string[]) => parts.filter(Boolean).join(' ');

export const keepingEn: KeepingWords = {
  title: 'Preservation',
  lead: 'Concluded contracts are renewed by themselves before their proof ends. Here you see how long each can be proved, and what happens next.',
  help: 'How preservation works',
  state: {
    ok: 'On track',
    due: 'Planned',
    lower: 'Below level',
    overdue: 'Overdue',
    failed: 'Needs action',
    none: 'Not kept',
  },
  stateMeans: {
    ok: 'The level asked for is reached, and the end of proof is far off.',
    due: 'Reaching the level or renewing is about to happen as planned.',
    lower: 'The level asked for is not reached yet. The service goes on trying.',
    overdue: 'Not renewed by its deadline. The service goes on trying.',
    failed:
      'It fails again and again for a cause that waiting will not mend. An administrator must remove it.',
  },
  levelMeans: {
    'B-B': 'signature only',
    'B-T': 'with proof of time',
    'B-LT': 'with the data that verification needs',
    'B-LTA': 'made to last',
  },
  notReached: 'none yet',
  before: (level) => `Once concluded, it is kept at level ${level} and renewed by itself.`,
  stories: {
    none: { says: () => 'This contract is not among those renewed by themselves.', next: () => '' },
    ended: {
      says: (p) => `The proof of this contract ended on ${p.ends}.`,
      next: () =>
        'This PDF alone may no longer prove that its signatures were valid. Keep the file as it is, neither converted nor deleted, and tell an administrator.',
    },
    failed: {
      says: (p) => join('Renewal fails again and again. An administrator must act.', until(p)),
      next: (p) =>
        `Waiting alone is not expected to help, so the service tries seldom now. An administrator should remove the cause and press “Try again now”${p.deadline ? ` by ${p.deadline}` : ''}.`,
    },
    overdue: {
      says: (p) =>
        join(
          `The deadline for renewal${p.deadline ? ` (${p.deadline})` : ''} has passed.`,
          until(p),
        ),
      next: (p) =>
        `The service goes on trying, next ${on(p)}. An administrator should look for the cause.`,
    },
    lower: {
      says: (p) =>
        join(
          `The level asked for, ${p.requested}, is not reached yet (now ${p.reached}).`,
          until(p),
        ),
      next: (p) =>
        join(
          `The service tries again ${on(p)}.`,
          p.deadline ? `The deadline is ${p.deadline}.` : '',
          'If the level is not reached within a day, administrators are told by mail.',
        ),
    },
    'level-due': {
      says: (p) =>
        join(`It is concluded, and is brought to level ${p.requested} ${on(p)}.`, until(p)),
      next: () => '',
    },
    'newer-due': {
      says: (p) =>
        join(
          until(p),
          `It is finished ${on(p)}, with revocation data issued after the conclusion.`,
        ),
      next: () => '',
    },
    renew: {
      says: (p) =>
        join(until(p), `It is renewed by itself ${p.nextYear ? `in ${p.nextYear}` : on(p)}.`),
      next: () => '',
    },
    proven: { says: until, next: () => '' },
    reached: { says: (p) => `This contract is kept at level ${p.reached}.`, next: () => '' },
  },
  requested: 'Level asked for',
  reached: 'Level reached',
  method: 'Way of renewal',
  methodValue: {
    timestamp: 'another document time-stamp in the PDF',
    record: 'an evidence record for many files',
  },
  lastError: 'What the last try gave',
  cause: {
    revoked: 'A certificate is revoked.',
    untrusted: 'A time-stamp or certification authority is not registered as trusted.',
    'no-revocation-data': 'The certification authority gives no revocation data.',
    unreachable: 'A server cannot be reached.',
  },
  attempts: (n) => `Tried ${plural(n, 'time', 'times')} so far.`,
  ends: 'End of proof',
  endsWhy: (why) =>
    why.kind === 'certificate'
      ? `when the certificate of “${why.name}” expires`
      : why.kind === 'algorithm'
        ? `when the algorithm ${why.name} is no longer taken as safe`
        : why.name,
  next: 'Next',
  action: {
    none: 'Nothing planned',
    extend: 'Raise the level',
    later: 'Add newer revocation data',
    renew: 'Renew the proof',
  },
  nextSoon: 'shortly',
  deadline: 'Deadline',
  unknown: 'not known',
  stamps: (n) => `Time-stamps (${n})`,
  noStamps: 'No time-stamps yet.',
  stampColumns: { time: 'Time', purpose: 'Purpose', authority: 'Authority', class: 'Class' },
  purpose: { act: 'Agreement', conclusion: 'Conclusion', renewal: 'Renewal' },
  class: { accredited: 'Accredited', other: 'Other', local: 'Built in, trial' },
  record: 'Download the evidence record',
  recordHint: (n) =>
    `There ${n === 1 ? 'is 1 evidence record' : `are ${n} evidence records`} (RFC 4998). Keep the newest together with the PDF.`,
  retry: 'Try again now',
  retrying: 'Trying',
  retried: 'Another try was asked for',
  list: {
    chips: 'Filter by state',
    all: 'All',
    attention: (n) => `${plural(n, 'file needs', 'files need')} attention`,
    attentionBody:
      'Look at those that are “Overdue” or “Need action”. Mostly a server of a time-stamp or certification authority cannot be reached.',
    attentionHelp: 'What to do',
    nextDeadline: 'Nearest deadline',
    renewed: 'Renewed in the last 30 days',
    count: (n) => plural(n, 'file', 'files'),
    none: 'none',
    columns: {
      title: 'Title and file',
      state: 'State',
      level: 'Level',
      ends: 'End of proof',
      next: 'Next',
      deadline: 'Deadline',
      action: 'Action',
    },
    requested: (level) => `asked for: ${level}`,
    empty: 'Nothing is kept yet',
    emptyDetail:
      'Contracts come here by themselves once they are concluded. Before their proof ends, they get another time-stamp.',
    noMatch: (state) => `No files are “${state}”`,
    noMatchDetail: 'Choose another state, or clear the filter.',
    clear: 'Clear the filter',
    summaryFailed: 'The counts could not be loaded',
  },
  stamping: {
    title: 'Time-stamps',
    lead: 'Which authority’s time-stamps are used, and for what. Changes apply to time-stamps made from now on.',
    help: 'Choosing time-stamps',
    readOnly: 'Only administrators can change this.',
    lawTitle:
      'Not to be claimed as time-stamps of article 4 (1) items 1 and 2 of Japan’s rules on electronic books',
    law: 'Items 1 and 2 of the Regulation for Enforcement of the Electronic Books Preservation Act accept only time-stamps of services that Japan’s Minister for Internal Affairs has accredited (認定). To rely on these items, choose “Accredited” for every purpose.',
    lawPurposes: (names) => `Purposes with another choice: ${names}`,
    lawOkTitle: 'Accredited time-stamps are used for every purpose',
    lawOk:
      'To rely on article 4 (1) items 1 and 2 of Japan’s rules on electronic books, also check when a time-stamp must be made (item 2: promptly, and so on).',
    purposes: 'By purpose',
    purposeTitle: { act: 'Sending and agreeing', conclusion: 'Conclusion', renewal: 'Renewal' },
    purposeMeans: {
      act: 'Proves when a contract was sent or agreed to. Each file takes one for sending and one for each person who agrees.',
      conclusion:
        'Put on the closing signature, over the whole PDF and on the certificate of agreement. They are the ground of a long-term signature (B-LTA); the end of proof follows from them.',
      renewal:
        'Put on again before the proof ends, so that it lasts longer: usually once in some years, up to ten.',
    },
    class: 'Class of authority',
    classValue: {
      accredited: 'Accredited (認定)',
      other: 'Other',
      local: 'Built in, trial',
      any: 'Any class',
    },
    classMeans: {
      accredited:
        'A service that Japan’s Minister for Internal Affairs has accredited. It needs no further explanation to tax offices and courts.',
      other:
        'An outside authority without accreditation. A third party proves the time, but without the effects of accreditation.',
      local:
        'The authority built into this system. No third party vouches for it: use it for trials only.',
      any: 'The class follows the authority that is asked first, and may change when others are registered.',
    },
    missing: (value) => `${value} (none registered)`,
    authority: 'Authority',
    anyAuthority: 'Chosen by the service',
    authorityMeans: {
      any: 'Authorities of the chosen class are used in the order of registration.',
      one: 'This authority is used as a rule.',
    },
    withClass: (name, kind) => `${name} (${kind})`,
    fallback: 'When it cannot be reached',
    fallbackValue: { yes: 'Go on with another', no: 'Wait for it' },
    fallbackMeans: {
      yes: 'Another authority of the chosen class is used, never one of another class.',
      no: 'The service waits. Agreements and conclusions are not finished meanwhile.',
    },
    noOther: 'Only one authority of this class is registered: either way the service waits for it.',
    stuckTitle: 'No authority of this class is registered',
    stuck:
      'No time-stamps can be made with this class. Ask the operator of the server to register an authority, or choose another class.',
    method: 'Way of renewal',
    methodLead: 'Before the proof ends, it is renewed in one of these ways.',
    methodValue: { timestamp: 'Document time-stamp', record: 'Evidence record' },
    methodMeans: {
      timestamp:
        'A time-stamp is added inside the PDF. It takes one for each file, and whoever has the PDF alone can check it.',
      record:
        'One time-stamp covers a day’s many files, and a record for each file (RFC 4998) is kept beside the PDF. It costs less, but whoever checks needs both the PDF and the record.',
    },
    save: 'Save the settings',
    reset: 'Undo the changes',
    saved: 'Time-stamp settings saved',
    conflictBody:
      'The time-stamp settings were changed in another tab or by someone else. Choose which to keep.',
    oursHint: 'What was saved in the meantime is replaced by what this page shows.',
    leave: 'Some changes are not saved. Leave this page?',
  },
  usage: {
    title: 'Usage',
    lead: 'Time-stamps that documents bear, by month, purpose and authority.',
    from: 'From month',
    to: 'To month',
    wrongOrder: 'The first month must not be later than the last',
    columns: {
      month: 'Month',
      purpose: 'Purpose',
      class: 'Class',
      authority: 'Authority',
      count: 'Used',
      lost: 'Lost',
      refused: 'Refused',
    },
    month: (year, month) => `${year}-${String(month).padStart(2, '0')}`,
    times: (n) => n,
    total: 'Total',
    totalValue: (count, lost) => (lost > 0 ? `${count} (and ${lost} lost)` : count),
    lost: '“Lost” are those that were asked for but, because the service was interrupted, went into no document. The documents got others instead, so no proof is missing. The authority may charge for them.',
    refused: '“Refused” counts how often an authority could not be reached or gave none.',
    empty: 'No time-stamps were used in this time',
    emptyDetail: 'Once you send a contract, the time-stamps it takes are counted here.',
    csv: 'Download CSV',
  },
};
