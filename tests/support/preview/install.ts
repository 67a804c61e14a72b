import { sceneBridge } from './scenes.ts';

const scene = new URLSearchParams(location.search).get('scene') ?? 'rich';
Object.assign(window, { quotaTray: sceneBridge(scene) });
