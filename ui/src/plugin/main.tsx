import { createRoot } from 'react-dom/client';
import { ToastProvider } from '../design/index.js';
import { App } from './App.js';
import { store } from './store.js';

store.start();
createRoot(document.getElementById('root')!).render(
  <ToastProvider>
    <App />
  </ToastProvider>,
);
