import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/kit.css';
import '../styles/sign.css';
import '../styles/agreeing.css';
import '../styles/acts.css';
import { createRoot } from 'react-dom/client';
import { MessagesProvider } from '../messages';
import { Boundary } from '../ui/Boundary';
import { ToastProvider } from '../ui/toast';
import { keepReturn } from './remote/returned';
import { SignApp } from './SignApp';

keepReturn();

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <MessagesProvider>
      <Boundary>
        <ToastProvider>
          <SignApp />
        </ToastProvider>
      </Boundary>
    </MessagesProvider>,
  );
