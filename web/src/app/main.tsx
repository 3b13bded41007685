import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/kit.css';
import '../styles/app.css';
import { createRoot } from 'react-dom/client';
import { Router } from '../lib/router';
import { MessagesProvider } from '../messages';
import { Boundary } from '../ui/Boundary';
import { ToastProvider } from '../ui/toast';
import { App } from './App';
import { SessionProvider } from './session';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <MessagesProvider>
      <Boundary>
        <Router>
          <ToastProvider>
            <SessionProvider>
              <App />
            </SessionProvider>
          </ToastProvider>
        </Router>
      </Boundary>
    </MessagesProvider>,
  );
