import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { firstView } from '../hooks/view-store.ts';
import { PanelApp } from './Panel.tsx';

const root = document.getElementById('root');
const bridge = window.quotaTray;
void firstView(bridge.getPanel).then((first) => {
  if (root !== null) createRoot(root).render(<PanelApp bridge={bridge} first={first} />);
});
