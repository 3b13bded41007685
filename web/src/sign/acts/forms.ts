import { api } from '../../api/client';
import type { RecipientAct, RecipientView, ReportCategory } from '../../api/recipient';
import { endOfDay } from '../../lib/dates';
import type { FormAct } from '../../messages/acts';
import type { IconName } from '../../ui/Icon';

export type Typed = Record<string, string>;

export interface ActInput {
  key: string;
  kind: 'line' | 'lines' | 'mail' | 'day' | 'category';
  required: boolean;
  max: number;
}

export interface ActForm {
  icon: IconName;
  /** Ends something: its last button is red. */
  grave: boolean;
  inputs: ActInput[];
  /** Sends it; the view afterwards, null when this browser is out. */
  send: (typed: Typed, token: string | null) => Promise<RecipientView | null>;
}

const line = (key: string, required = true): ActInput => ({
  key,
  kind: 'line',
  required,
  max: 200,
});
const lines = (key: string, max: number): ActInput => ({ key, kind: 'lines', required: true, max });

const sendAndLook = (path: string) => (typed: Typed) => api.post<RecipientView>(path, typed);
const sendAndLeave = (path: string) => async (typed: Typed) => {
  await api.post(path, typed);
  return null;
};

export const CATEGORIES: ReportCategory[] = [
  'phishing',
  'impersonation',
  'wrong_person',
  'unwanted',
  'other',
];

export const actForms: Record<FormAct, ActForm> = {
  ask: {
    icon: 'help',
    grave: false,
    inputs: [lines('text', 2000)],
    send: sendAndLook('/recipient/questions'),
  },
  more_time: {
    icon: 'clock',
    grave: false,
    inputs: [{ key: 'until', kind: 'day', required: true, max: 10 }, lines('reason', 1000)],
    send: ({ until = '', reason }) =>
      api.post<RecipientView>('/recipient/more-time', { until: endOfDay(until), reason }),
  },
  forward: {
    icon: 'right',
    grave: false,
    inputs: [
      line('company', false),
      line('name'),
      { key: 'email', kind: 'mail', required: true, max: 254 },
      lines('reason', 1000),
      line('department', false),
      line('title', false),
    ],
    // What is left out counts as one's own company; an empty text would be none.
    send: (typed) =>
      sendAndLeave('/recipient/forward')(
        Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== '')),
      ),
  },
  send_back: {
    icon: 'left',
    grave: true,
    inputs: [lines('comment', 1000)],
    send: sendAndLeave('/recipient/send-back'),
  },
  decline: {
    icon: 'stop',
    grave: true,
    inputs: [lines('reason', 1000)],
    send: sendAndLook('/recipient/decline'),
  },
  report: {
    icon: 'warn',
    grave: false,
    inputs: [{ key: 'category', kind: 'category', required: true, max: 20 }, lines('text', 2000)],
    send: async (typed, token) => {
      await api.post('/recipient/report', token ? { ...typed, token } : typed);
      return null;
    },
  },
  paper: {
    icon: 'print',
    grave: false,
    inputs: [{ key: 'text', kind: 'lines', required: false, max: 1000 }],
    send: sendAndLook('/recipient/paper'),
  },
};

/** 紙での交付: not of the table of acts, but of the laws that a contract is under. */
const ORDER: Exclude<FormAct, 'paper'>[] = [
  'ask',
  'more_time',
  'forward',
  'send_back',
  'decline',
  'report',
];

/** Those that the service offers now, the mildest first. */
export const offered = (may: RecipientAct[], among: readonly FormAct[] = ORDER): FormAct[] =>
  ORDER.filter((act) => may.includes(act) && among.includes(act));

/** Ends this browser's session, or the procedure. */
export const leaves = (act: FormAct): act is 'forward' | 'send_back' | 'decline' =>
  act === 'forward' || act === 'send_back' || act === 'decline';
