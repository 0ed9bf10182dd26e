/** The last net: a fault in drawing the page becomes a sentence and a way on; the session lives outside and is kept. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import styles from './ErrorBoundary.module.css';

interface Props {
  readonly children: ReactNode;
  /** Called when the page has gone from the screen, and all its buttons with it. */
  readonly onFault: () => void;
}

interface State {
  readonly broken: boolean;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
    this.props.onFault();
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className={styles.boundary}>
        <p role="alert">The page could not be drawn. What you typed and loaded is still here: draw it again.</p>
        <button type="button" onClick={() => this.setState({ broken: false })}>
          Draw it again
        </button>
      </div>
    );
  }
}
