import { laterParts } from '../hooks/later-parts.tsx';

const pages = laterParts(() => import('./PanelPageView.tsx'));

/** Reads the script of the pages, which the list does not need. */
export const loadPages = pages.load;

/** A page of the panel, as soon as its script is there. */
export const LaterPage = pages.part(({ PanelPageView }) => PanelPageView);
