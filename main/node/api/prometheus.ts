import { Counter, Gauge, Registry } from 'prom-client';
import { metricDefinitions, type MetricName, type Sample } from '../../../core/metrics/definitions.ts';

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** Returns the samples in Prometheus's text format. A metric without a sample is left out. */
export async function prometheusText(samples: readonly Sample[]): Promise<MetricsText> {
  const registry = new Registry();
  for (const [name, ofName] of byName(samples)) write(registry, name, ofName);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

function write(registry: Registry, name: MetricName, samples: readonly Sample[]): void {
  const { type, help } = metricDefinitions[name];
  const labelNames = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
  const configuration = { name, help, labelNames, registers: [registry] };
  if (type === 'gauge') {
    const gauge = new Gauge(configuration);
    for (const { labels, value } of samples) gauge.set({ ...labels }, value);
  } else {
    const counter = new Counter(configuration);
    for (const { labels, value } of samples) counter.inc({ ...labels }, value);
  }
}

function byName(samples: readonly Sample[]): ReadonlyMap<MetricName, readonly Sample[]> {
  const groups = new Map<MetricName, Sample[]>();
  for (const sample of samples) {
    const group = groups.get(sample.name);
    if (group === undefined) groups.set(sample.name, [sample]);
    else group.push(sample);
  }
  return groups;
}
