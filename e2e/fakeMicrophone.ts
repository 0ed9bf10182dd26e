/** Gives Chromium a microphone that hears what a test wants it to. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { CHROMIUM_ARGUMENTS } from '../scripts/chromium.mjs';
import type { SoundFile } from './sounds';

/** Launch options of a Chromium whose microphone hears a sound, again and again. */
export function hearing({ name, buffer }: SoundFile) {
  const folder = path.resolve('test-results', 'microphone');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, buffer);
  return {
    ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }),
    args: [...CHROMIUM_ARGUMENTS, `--use-file-for-fake-audio-capture=${file}`],
  };
}

/** Keeps the tracks that the page is given, for the tests to end them or to see them ended. */
export async function keepTracks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept: MediaStreamTrack[] = [];
    Object.assign(window, { keptTracks: kept });
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await ask(constraints);
      kept.push(...stream.getTracks());
      return stream;
    };
  });
}

export function trackStates(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (window as unknown as { keptTracks: MediaStreamTrack[] }).keptTracks.map(({ readyState }) => readyState),
  );
}

/** Lets an event happen to the tracks, as the browser does when something befalls the device. */
export async function tellTracks(page: Page, type: 'ended' | 'mute' | 'unmute'): Promise<void> {
  await page.evaluate((name) => {
    const { keptTracks } = window as unknown as { keptTracks: MediaStreamTrack[] };
    for (const track of keptTracks) track.dispatchEvent(new Event(name));
  }, type);
}
