import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { Icon } from './Icon';

const Context = createContext<(text: string) => void>(() => {});

/** Short confirmations, read out politely; never the only place where something is said. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<{ id: number; text: string }[]>([]);
  const add = useCallback((text: string) => {
    const id = Date.now() + Math.random();
    setToasts((old) => [...old, { id, text }]);
    setTimeout(() => setToasts((old) => old.filter((toast) => toast.id !== id)), 6000);
  }, []);
  return (
    <Context value={add}>
      {children}
      <div className="toasts" role="status">
        {toasts.map((toast) => (
          <p key={toast.id} className="toast">
            <Icon name="done" />
            {toast.text}
          </p>
        ))}
      </div>
    </Context>
  );
}

export const useToast = () => useContext(Context);
