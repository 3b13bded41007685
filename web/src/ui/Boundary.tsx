import { Component, type ReactNode } from 'react';
import { useMessages } from '../messages';
import { Button, StatePage } from './kit';

function Crashed() {
  const { m } = useMessages();
  return (
    <main className="lonely">
      <StatePage icon="warn" tone="error" title={m.error.crashed} detail={m.error.crashedDetail}>
        <p className="actions actions-center">
          <Button kind="primary" icon="refresh" onClick={() => window.location.reload()}>
            {m.common.reload}
          </Button>
        </p>
      </StatePage>
    </main>
  );
}

/** A fault in one screen must not leave a white page. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <Crashed /> : this.props.children;
  }
}
