import './install.ts';
import '../settings/main.tsx';
