import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { SettingsApp } from './SettingsPage.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<SettingsApp bridge={window.quotaTray} />);
