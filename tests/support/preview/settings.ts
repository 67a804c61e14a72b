import './install.ts';
import '../../../renderer/settings/main.tsx';
