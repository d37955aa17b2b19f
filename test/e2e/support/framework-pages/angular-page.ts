// A page as an application with Angular writes it. Templates are compiled in the browser here, by Angular's own build otherwise.
import '@angular/compiler';
import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import type { PlayerEvent, PlayerState, WebGearPlayer } from 'nestjs-webgear-rtc/player/angular';
import 'nestjs-webgear-rtc/player/angular';

@Component({
  selector: 'app-camera',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main lang="de">
      <webgear-player
        #player
        class="camera"
        src="/"
        name="Yard"
        [paused]="isPaused()"
        [words]="words"
        (statechange)="follow($event)"
        (firstframe)="measure(player)"
      ></webgear-player>
      <output>{{ state() }}</output>
      <p>{{ size() }}</p>
      <button (click)="isPaused.set(!isPaused())">Hold or go</button>
    </main>
  `,
})
class Camera {
  readonly isPaused = signal(false);
  readonly state = signal<PlayerState>('idle');
  readonly size = signal('');
  readonly words = { chipLive: 'On air' };

  follow(event: PlayerEvent<'statechange'>): void {
    this.state.set(event.detail.state);
  }

  measure(player: WebGearPlayer): void {
    this.size.set(String(player.video.videoWidth));
  }
}

document.body.append(document.createElement('app-camera'));
await bootstrapApplication(Camera, { providers: [provideZonelessChangeDetection()] });
