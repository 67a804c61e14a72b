import type { ReportStorageProblem } from '../../../core/settings/storage-problem.ts';

/** Reports each problem once while this process runs, so that a full disk is one notice, not one a minute. */
export function reportOnce(report: ReportStorageProblem): ReportStorageProblem {
  const reported = new Set<string>();
  return (problem) => {
    const key = JSON.stringify(problem);
    if (!reported.has(key)) {
      reported.add(key);
      report(problem);
    }
  };
}
