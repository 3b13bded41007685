/** The recipient's side of /api/v1: shapes of fields, acts and questions, and calls that carry pictures. */
import { headersFor, networkProblem, problemOf } from './client';
import type * as S from './schema';
import type {
  FieldError,
  Landing as LandingBase,
  LandingState as LandingStateBase,
  RecipientView as ViewBase,
  RecipientBrief,
} from './types';

export type PartyRole = 'signer' | 'approver' | 'viewer' | 'cc';
export type LandingState = LandingStateBase | 'forwarded';
export type RecipientAct =
  | 'open'
  | 'save'
  | 'agree'
  | 'sign'
  | 'approve'
  | 'confirm'
  | 'decline'
  | 'send_back'
  | 'forward'
  | 'ask'
  | 'more_time'
  | 'rearm'
  | 'report';

export type PictureKind = 'initials' | 'ink' | 'seal' | 'signature';
export type FieldKind = S.Field['kind'];
export type TextKind = Exclude<FieldKind, PictureKind | 'check' | 'radio' | 'select'>;

/** Fractions of the page as it is seen, from its top left; value: the option of a radio button. */
export type FieldArea = S.FieldArea;
export type FieldOption = S.FieldOption;
export type FieldFormat = S.FieldFormat;

/** Signing with one's own certificate: the ticket of the signing program, and how far it has come. */
export type SigningTicketNew = S.SigningTicketNew;
export type SigningTicket = S.SigningTicket;
export type SigningState = SigningTicket['state'];

export type Point = [number, number];
export type Stroke = Point[];
export type SealShape = 'round' | 'square' | 'company';
export interface SealText {
  shape: SealShape;
  text: string;
  outer: string;
  /** Diameter or side; 0 is the usual one of the shape. */
  mm: number;
}
/** One of its members: an uploaded picture, handwriting, a seal, a name as text, a kept seal. */
export interface Picture {
  image?: string;
  ink?: Stroke[];
  seal?: SealText;
  typed?: string;
  saved?: string;
}
export type FieldContent = string | Picture | null;

export interface RecipientField {
  id: string;
  document_id: string;
  /** Who fills it in; null: the sender did. */
  recipient_id: string | null;
  kind: FieldKind;
  name: string;
  label: string;
  required: boolean;
  options: FieldOption[];
  format: FieldFormat | null;
  max_length: number;
  source: 'placed' | 'form' | 'tag';
  areas: FieldArea[];
  value: FieldContent;
  mine: boolean;
}

export type Attachment = S.Attachment;

export type Question = S.Question;

export type Party = RecipientBrief & { id: string; role: PartyRole };

export interface Landing extends Omit<LandingBase, 'state'> {
  state: LandingState;
  role: PartyRole;
  may: RecipientAct[];
}

export interface RecipientView
  extends Omit<ViewBase, 'state' | 'statement' | 'authority_statement' | 'others' | 'fields'> {
  state: LandingState;
  role: PartyRole;
  may: RecipientAct[];
  /** Null for those who only look. */
  statement: { version: string; text: string } | null;
  authority_statement: string | null;
  fields: RecipientField[];
  attachments: Attachment[];
  questions: Question[];
  others: Party[];
}

export interface FieldValue {
  field_id: string;
  value: FieldContent;
}
export interface FieldValuesSaved {
  values: FieldValue[];
  errors: FieldError[];
}

export type ReportCategory = S.Report['category'];

async function post(path: string, body: BodyInit, type: string, signal?: AbortSignal) {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { ...headersFor('POST'), 'Content-Type': type, Accept: '*/*' },
      credentials: 'same-origin',
      cache: 'no-store',
      body,
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw networkProblem();
  }
  if (!response.ok)
    throw problemOf(response.status, await response.text(), response.headers.get('x-request-id'));
  return response;
}

/** A picture made by the server of what JSON describes. */
export async function drawn(path: string, body: unknown, signal?: AbortSignal): Promise<Blob> {
  return (await post(path, JSON.stringify(body), 'application/json', signal)).blob();
}

/** Sends a picture and gives the one that comes back. */
export async function cutOut(picture: Blob, onlyRed: boolean): Promise<Blob> {
  const path = `/recipient/seals/cutout${onlyRed ? '?only_red=1' : ''}`;
  return (await post(path, picture, picture.type)).blob();
}

export async function keepPicture(picture: Blob): Promise<string> {
  const answer = await post('/recipient/images', picture, picture.type);
  return ((await answer.json()) as { id: string }).id;
}
