import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { PanelApp } from './Panel.tsx';

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<PanelApp bridge={window.quotaTray} />);
