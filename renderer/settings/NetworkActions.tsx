import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { ActionButton } from './ActionButton.tsx';
import { useSetting } from './settings-context.ts';

/** The button that tries the way to the services. */
export function TestNetwork() {
  const t = useTranslate();
  const bridge = useBridge();
  return (
    <ActionButton
      text={t('ui.set.network-test.run')}
      busyText={t('ui.set.network-test.busy')}
      run={bridge.testNetwork}
    />
  );
}

/** The buttons that choose a file with certificates, or stop using it. */
export function Certificates() {
  const t = useTranslate();
  const bridge = useBridge();
  const { value, change } = useSetting('certificateFile');
  return (
    <>
      {value !== '' && (
        <Button quiet onPress={() => void change('')}>
          {t('ui.set.certificates.remove')}
        </Button>
      )}
      <ActionButton text={t('ui.set.certificates.choose')} run={bridge.chooseCertificates} />
    </>
  );
}

/** The button that saves all settings to a file. */
export function ExportSettings() {
  const bridge = useBridge();
  return <ActionButton text={useTranslate()('ui.set.export.run')} run={bridge.exportSettings} />;
}

/** The button that takes settings from a file. */
export function ImportSettings() {
  const bridge = useBridge();
  return <ActionButton text={useTranslate()('ui.set.import.run')} run={bridge.importSettings} />;
}

/** The button that gives all settings their default values, after a question of the system. */
export function ResetSettings() {
  const bridge = useBridge();
  const t = useTranslate();
  return <ActionButton danger icon="reset" text={t('ui.set.reset-all.run')} run={bridge.resetSettings} />;
}
