import { createRoot } from 'react-dom/client';
import { ToastProvider } from '../design/index.js';
import { App } from './App.js';

createRoot(document.getElementById('root')!).render(
  <ToastProvider>
    <App />
  </ToastProvider>,
);
