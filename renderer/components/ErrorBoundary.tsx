import { Component, type ReactNode } from 'react';

import { useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import { Message } from './Message.tsx';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** Renders the replacement of the broken part. `retry` renders the part again. */
  readonly fallback: (retry: () => void) => ReactNode;
  /** When this changes, a broken part renders again, because other data may not break it. */
  readonly data?: unknown;
}

interface ErrorBoundaryState {
  readonly broken: boolean;
}

/** Limits an error to one part of the window. It is a class, because React offers this only to classes. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { broken: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { broken: true };
  }

  override componentDidUpdate(before: ErrorBoundaryProps): void {
    if (this.state.broken && before.data !== this.props.data) this.setState({ broken: false });
  }

  override render(): ReactNode {
    return this.state.broken ? this.props.fallback(() => this.setState({ broken: false })) : this.props.children;
  }
}

/** The message that a part of the window broke and that no data is lost. */
export function Fault({ retry }: { readonly retry: () => void }) {
  const t = useTranslate();
  return (
    <div role="alert">
      <Message title={t('ui.fault.title')}>
        <p>{t('ui.fault.text')}</p>
        <Button onPress={retry}>{t('ui.fault.retry')}</Button>
      </Message>
    </div>
  );
}
