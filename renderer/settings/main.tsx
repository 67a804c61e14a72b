import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { firstView } from '../hooks/view-store.ts';
import { SettingsApp } from './SettingsPage.tsx';

const root = document.getElementById('root');
const bridge = window.quotaTray;
void firstView(bridge.getSettings).then((first) => {
  if (root !== null) createRoot(root).render(<SettingsApp bridge={bridge} first={first} />);
});
