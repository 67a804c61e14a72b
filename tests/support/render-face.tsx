import { render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { PanelFace } from '../../core/views/panel-model.ts';
import { Window } from '../../renderer/components/Window.tsx';
import { Face } from '../../renderer/panel/Face.tsx';
import { examplePanel } from './example-views.ts';
import { fakeBridge, type FakeBridge } from './fake-bridge.ts';

interface RenderedFace {
  readonly bridge: FakeBridge;
  readonly user: UserEvent;
  readonly rerender: (face: PanelFace) => void;
  readonly unmount: () => void;
}

/** Draws the panel with these accounts on a fake bridge. */
export function renderFace(face: PanelFace, bridge: FakeBridge = fakeBridge()): RenderedFace {
  const appearance = { language: 'en', theme: 'system' } as const;
  const draw = (newest: PanelFace) => (
    <Window bridge={bridge} title="ui.panel.title" appearance={appearance}>
      <Face view={{ ...examplePanel, ...newest, banners: [], firstRun: null, isSample: false }} />
    </Window>
  );
  const { rerender, unmount } = render(draw(face));
  return { bridge, user: userEvent.setup(), unmount, rerender: (newest) => rerender(draw(newest)) };
}
