import './install.ts';
import '../../../renderer/panel/main.tsx';
