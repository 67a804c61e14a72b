import { FileExport } from '../components/FileExport.tsx';
import { useBridge } from '../hooks/window-context.ts';

/** Saves every kept reading to a file, of one account or of all. */
export function HistoryExport({ accountId }: { readonly accountId: string | null }) {
  const bridge = useBridge();
  return <FileExport onExport={(format) => bridge.exportHistory({ accountId, format })} />;
}
