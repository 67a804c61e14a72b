import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { firstTexts } from '../hooks/page-texts.ts';
import { firstView } from '../hooks/view-store.ts';
import { loadFurtherParts } from './later.ts';
import { SettingsApp } from './SettingsPage.tsx';

/** The first section is painted by then. */
const loadFurtherAfterMs = 100;

const root = document.getElementById('root');
const bridge = window.quotaTray;
void Promise.all([firstView(bridge.getSettings), firstTexts(bridge)]).then(([first]) => {
  if (root !== null) createRoot(root).render(<SettingsApp bridge={bridge} first={first} />);
  setTimeout(() => void loadFurtherParts(), loadFurtherAfterMs);
});
