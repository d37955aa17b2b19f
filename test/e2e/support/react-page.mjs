// A page as an application with React writes it: the element is one like any other.
import { createElement, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'nestjs-webgear-rtc/player';

function Camera() {
  const [isPaused, setPaused] = useState(false);
  const [state, setState] = useState('');
  return createElement(
    'main',
    {},
    createElement('webgear-player', {
      src: '/',
      name: 'Yard',
      paused: isPaused,
      onstatechange: (event) => setState(event.detail.state),
    }),
    createElement('output', {}, state),
    createElement('button', { onClick: () => setPaused(!isPaused) }, 'Hold or go'),
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(createElement(Camera));
