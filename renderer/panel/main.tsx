import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { firstTexts } from '../hooks/page-texts.ts';
import { firstView } from '../hooks/view-store.ts';
import { PanelApp } from './Panel.tsx';

const root = document.getElementById('root');
const bridge = window.quotaTray;
void Promise.all([firstView(bridge.getPanel), firstTexts(bridge)]).then(([first]) => {
  if (root !== null) createRoot(root).render(<PanelApp bridge={bridge} first={first} />);
});
