import type { Settings } from '../settings/settings.ts';
import type { Reader } from '../i18n/translate.ts';
import { leftPercent } from './account-use.ts';
import { joined } from '../text/layout.ts';
import { percentText, unknownText } from '../text/numbers.ts';
import { exactTime } from '../text/times.ts';
import { meterLevel } from './meter-level.ts';
import type { DetailView, MeterRowView } from '../views/panel.ts';
import { paceText } from './pace-words.ts';
import type { AccountSnapshot, WindowSnapshot } from './schema.ts';
import { provenanceDetails } from '../views/provenance.ts';
import { windowName } from '../text/window.ts';
import { windowDetail, windowFigure } from '../views/windows.ts';

/** One window as a row with a meter; the bar shows what is left, or what is used by setting. */
export function meterRow(
  window: WindowSnapshot,
  account: AccountSnapshot,
  settings: Settings,
  reader: Reader,
  nowMs: number,
): MeterRowView {
  const left = leftPercent(window);
  const name = windowName(window, reader);
  const figure = windowFigure(window, settings, reader);
  const detail = withPace(window, windowDetail(window, account, settings, reader, nowMs), reader, nowMs);
  const turned = (percent: number | null): number | null =>
    percent === null ? null : settings.meterShows === 'left' ? percent : 100 - percent;
  return {
    id: window.id,
    name,
    figure,
    level: meterLevel(left, window.warning),
    fillPercent: turned(left),
    blocked: window.state === 'blocked',
    stale: window.stale,
    pacePercent: window.pace === null ? null : turned(100 - window.pace.expectedPercent),
    detail,
    spoken: joined([name, figure === unknownText ? reader.t('window.unknown') : figure, detail]),
    details: details(window, reader, nowMs),
  };
}

/** `runs out around 14:20 · resets in 1h 02m` */
function withPace(window: WindowSnapshot, detail: string | null, reader: Reader, nowMs: number): string | null {
  const pace = window.state === 'open' ? paceText(window, reader, nowMs) : null;
  return pace === null ? detail : joined([pace, detail]);
}

function details(window: WindowSnapshot, reader: Reader, nowMs: number): readonly DetailView[] {
  const { t } = reader;
  return [
    ...(window.usedPercent === null || window.state === 'reset-pending'
      ? []
      : [{ name: t('detail.used'), text: percentText(window.usedPercent, reader) }]),
    ...(window.resetsAt === null
      ? []
      : [{ name: t('detail.resets'), text: exactTime(Date.parse(window.resetsAt), reader) }]),
    ...provenanceDetails({ source: window.source, asOfMs: Date.parse(window.asOf) }, reader, nowMs),
  ];
}
