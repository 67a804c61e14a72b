import { leftToRight } from '../../hooks/direction.ts';
import { Certificates, TestNetwork } from '../NetworkActions.tsx';
import { ProxySignInRow } from '../later.ts';
import { labelAndText, type RowModel, type RowSource } from '../row-model.ts';

/** The form of a proxy that the app accepts. The main process checks it again. */
const proxyForm = /^https?:\/\/(?:\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?\/?$/i;

/** Returns the rows of the page about the way to the services, and the row that opens it. */
export function networkRows({ view, t }: RowSource): readonly RowModel[] {
  const { proxyMode, proxyUrl, certificateFile } = view.settings;
  const page = { section: 'privacy', page: 'network' } as const;
  return [
    {
      id: 'network',
      section: 'privacy',
      group: 'local',
      kind: 'link',
      opens: 'network',
      label: t('ui.set.network.label'),
      text: t(`ui.set.network.text-${proxyMode}`),
      more: t('ui.find.network'),
    },
    {
      ...page,
      id: 'proxy-mode',
      kind: 'segments',
      ...labelAndText(t, 'ui.set.proxy-mode'),
      setting: 'proxyMode',
      options: [
        { value: 'system', label: t('ui.set.proxy-mode.system') },
        { value: 'manual', label: t('ui.set.proxy-mode.manual') },
        { value: 'none', label: t('ui.set.proxy-mode.none') },
      ],
    },
    {
      ...page,
      id: 'proxy-url',
      kind: 'entry',
      ...labelAndText(t, 'ui.set.proxy-url'),
      disabled: proxyMode !== 'manual',
      isWide: true,
      value: proxyUrl,
      read: (text) => {
        const url = text === '' || text.includes('://') ? text : `http://${text}`;
        if (url !== '' && !proxyForm.test(url)) {
          return { ok: false, problem: t(url.includes('@') ? 'ui.set.proxy-url.sign-in' : 'ui.set.proxy-url.invalid') };
        }
        return { ok: true, change: { proxyUrl: url } };
      },
    },
    ...(proxyMode === 'manual' && proxyUrl !== ''
      ? [
          {
            ...page,
            id: 'proxy-sign-in',
            kind: 'block',
            ...labelAndText(t, 'ui.set.proxy-sign-in'),
            more: `${t('ui.set.proxy-sign-in.user')} ${t('ui.set.proxy-sign-in.password')}`,
            content: <ProxySignInRow />,
          } as const,
        ]
      : []),
    {
      ...page,
      id: 'certificates',
      kind: 'other',
      label: t('ui.set.certificates.label'),
      text:
        view.certificateProblem ??
        (certificateFile === '' ? t('ui.set.certificates.text') : leftToRight(certificateFile)),
      control: <Certificates />,
    },
    {
      ...page,
      id: 'network-test',
      group: 'test',
      kind: 'other',
      ...labelAndText(t, 'ui.set.network-test'),
      control: <TestNetwork />,
    },
  ];
}
