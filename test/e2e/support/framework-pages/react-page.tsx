// A page as an application with React writes it.
import { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { PlayerState, WebGearPlayer } from 'nestjs-webgear-rtc/player/react';
import 'nestjs-webgear-rtc/player/react';

function Camera() {
  const [isPaused, setPaused] = useState(false);
  const [state, setState] = useState<PlayerState>('idle');
  const [size, setSize] = useState('');
  const player = useRef<WebGearPlayer>(null);
  return (
    <main lang="de">
      <webgear-player
        ref={player}
        src="/"
        name="Yard"
        className="camera"
        paused={isPaused}
        words={{ chipLive: 'On air' }}
        onstatechange={(event) => setState(event.detail.state)}
        onfirstframe={() => setSize(String(player.current?.video.videoWidth))}
      />
      <output>{state}</output>
      <p>{size}</p>
      <button onClick={() => setPaused(!isPaused)}>Hold or go</button>
    </main>
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(<Camera />);
