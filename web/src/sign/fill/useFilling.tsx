import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { api, type Problem } from '../../api/client';
import type {
  FieldContent,
  FieldValuesSaved,
  RecipientField,
  RecipientView,
} from '../../api/recipient';
import { Autosave, type SaveState } from '../../lib/autosave';
import {
  type Errors,
  fieldErrors,
  initialValues,
  inReadingOrder,
  nextField,
  type Progress,
  progressOf,
  type Values,
} from './values';

export interface Filling {
  /** One's own, in the order of reading. */
  fields: RecipientField[];
  values: Values;
  errors: Errors;
  progress: Progress;
  save: SaveState;
  problem: Problem | null;
  /** Something was typed on this visit. */
  changed: boolean;
  current: RecipientField | null;
  /** Width by height of each box, as the pages were drawn. */
  aspects: Map<string, number>;
  put: (id: string, value: FieldContent) => void;
  /** Sends what waits; false when something could not be saved. */
  flush: () => Promise<boolean>;
  show: (id: string | null) => void;
  /** To the next field that is open; without one, `current` becomes null. */
  next: () => RecipientField | null;
  previous: () => void;
  refuse: (errors: Errors) => void;
}

type Patch = Record<string, FieldContent>;

function useSaving(onStale: () => void) {
  const [errors, setErrors] = useState<Errors>(new Map());
  const [save, setSave] = useState<SaveState>('saved');
  const [problem, setProblem] = useState<Problem | null>(null);
  const stale = useRef(onStale);
  stale.current = onStale;

  const autosave = useRef<Autosave<Patch> | null>(null);
  autosave.current ??= new Autosave<Patch>(0, {
    save: async (version, patch) => {
      const ids = Object.keys(patch);
      const answer = await api.put<FieldValuesSaved>('/recipient/fields', {
        values: ids.map((id) => ({ field_id: id, value: patch[id] ?? null })),
      });
      const found = fieldErrors(answer.errors);
      setErrors((old) => {
        const kept = new Map([...old].filter(([id]) => !ids.includes(id)));
        for (const [id, error] of found) kept.set(id, error);
        return kept;
      });
      return version;
    },
    onState: (state, why) => {
      setSave(state);
      setProblem(why);
      if (state === 'conflict') stale.current();
    },
  });

  useEffect(() => {
    const saver = autosave.current;
    const leaving = (event: BeforeUnloadEvent) => {
      if (saver?.unsaved) event.preventDefault();
    };
    window.addEventListener('beforeunload', leaving);
    return () => {
      window.removeEventListener('beforeunload', leaving);
      saver?.dispose();
    };
  }, []);
  return { saver: autosave.current, errors, setErrors, save, problem };
}

const forget = (errors: Errors, id: string): Errors =>
  errors.has(id) ? new Map([...errors].filter(([other]) => other !== id)) : errors;

/** What a party fills in: kept here, saved by itself a moment after each change. */
export function useFilling(view: RecipientView, onStale: () => void): Filling {
  const fields = useMemo(
    () =>
      inReadingOrder(
        view.fields.filter((f) => f.mine && f.areas.length > 0),
        view.documents,
      ),
    [view.fields, view.documents],
  );
  const [values, setValues] = useState<Values>(() => initialValues(view.fields));
  const [changed, setChanged] = useState(false);
  const [at, setAt] = useState<string | null>(null);
  const aspects = useRef(new Map<string, number>()).current;
  const { saver, errors, setErrors, save, problem } = useSaving(onStale);

  const put = useCallback(
    (id: string, value: FieldContent) => {
      setValues((old) => new Map(old).set(id, value));
      setErrors((old) => forget(old, id));
      setChanged(true);
      saver.change({ [id]: value });
    },
    [saver, setErrors],
  );
  const flush = useCallback(() => {
    // Asked for by hand: what stood in the way may be gone.
    if (save === 'conflict') saver.resolve(saver.currentVersion, true);
    return saver.flush();
  }, [saver, save]);
  const show = useCallback((id: string | null) => setAt(id), []);
  const next = useCallback(() => {
    const found = nextField(fields, values, errors, at);
    setAt(found?.id ?? null);
    return found;
  }, [fields, values, errors, at]);
  const previous = useCallback(() => {
    setAt((old) => {
      const i = fields.findIndex((f) => f.id === old);
      return fields[(i <= 0 ? fields.length : i) - 1]?.id ?? null;
    });
  }, [fields]);
  const refuse = useCallback((found: Errors) => setErrors(found), [setErrors]);

  return useMemo(
    () => ({
      fields,
      values,
      errors,
      progress: progressOf(fields, values, errors),
      save,
      problem,
      changed,
      current: fields.find((f) => f.id === at) ?? null,
      aspects,
      put,
      flush,
      show,
      next,
      previous,
      refuse,
    }),
    [
      fields,
      values,
      errors,
      save,
      problem,
      changed,
      at,
      aspects,
      put,
      flush,
      show,
      next,
      previous,
      refuse,
    ],
  );
}

const Context = createContext<Filling | null>(null);

export function FillingProvider({ filling, children }: { filling: Filling; children: ReactNode }) {
  return <Context value={filling}>{children}</Context>;
}

export function useFillingHere(): Filling {
  const filling = useContext(Context);
  if (!filling) throw new Error('no fields around this component');
  return filling;
}
