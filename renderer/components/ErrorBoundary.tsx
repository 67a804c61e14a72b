import { Component, type ReactNode } from 'react';

import { useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import { Message } from './Message.tsx';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** What stands in place of the broken part; `retry` draws it anew. */
  readonly fallback: (retry: () => void) => ReactNode;
  /** When this changes, a broken part is drawn anew: other data may not break it. */
  readonly data?: unknown;
}

interface ErrorBoundaryState {
  readonly broken: boolean;
}

/** Keeps a fault of one part from taking the window away. React offers this only to classes. */
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

/** Says that a part of the window broke and that nothing is lost. */
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
