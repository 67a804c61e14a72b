import './install.ts';
import '../panel/main.tsx';
