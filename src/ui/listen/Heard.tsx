/** Shows that somebody is heard: level over time, level now, time passed. Drawn by itself, past React, as it moves. */
import { useEffect, useRef } from 'react';
import { waveformLength } from '../../capture/waveform';
import type { Session } from '../../session/session';
import { useSession, useSessionState } from '../sessionContext';
import styles from './ListenPanel.module.css';
import { clockTime, levelOf, peakOf } from './level';

/** How often a bar comes in: often enough to look alive. */
const BAR_MILLISECONDS = 50;
/** CSS pixels of a bar with its gap. */
const BAR_PIXELS = 4;

export function Heard() {
  const session = useSession();
  const sampleRate = useSessionState(({ listening }) => listening?.details?.contextSampleRate ?? null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const level = useRef<HTMLSpanElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (sampleRate === null || canvas.current === null || level.current === null || time.current === null) return;
    const samples = new Float32Array(waveformLength(sampleRate));
    return animate(session, samples, { canvas: canvas.current, level: level.current, time: time.current });
  }, [session, sampleRate]);
  return (
    <div className={styles.heard}>
      <canvas ref={canvas} className={styles.picture} aria-hidden="true" />
      <span ref={time} className={styles.time} role="timer" aria-label="Time recorded" />
      <span className={styles.level} aria-hidden="true">
        <span ref={level} className={styles.levelFill} />
      </span>
    </div>
  );
}

interface Elements {
  readonly canvas: HTMLCanvasElement;
  readonly level: HTMLElement;
  readonly time: HTMLElement;
}

/** Draws until the returned function is called. @param samples what the waveform is read into. */
function animate(session: Session, samples: Float32Array<ArrayBuffer>, { canvas, level, time }: Elements): () => void {
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let bars: number[] = [];
  let lastBar = -Infinity;
  let frame = requestAnimationFrame(draw);

  function draw(now: number): void {
    frame = requestAnimationFrame(draw);
    if (now - lastBar < BAR_MILLISECONDS) return;
    lastBar = now;
    const heard = session.readWaveform(samples) ? levelOf(peakOf(samples)) : 0;
    level.style.transform = `scaleX(${heard})`;
    level.dataset.loud = String(heard > 0.98);
    const passed = clockTime(session.secondsRecorded());
    if (time.textContent !== passed) time.textContent = passed;
    // Who asked for less motion has the level.
    bars = still.matches ? [] : [...bars, heard].slice(-Math.ceil(canvas.clientWidth / BAR_PIXELS));
    drawBars(canvas, bars);
  }
  return () => cancelAnimationFrame(frame);
}

/** The newest bar at the right edge, each as high as its level, 0..1. */
function drawBars(canvas: HTMLCanvasElement, bars: readonly number[]): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const [pixelWidth, pixelHeight] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  // Setting its size makes a canvas anew, which is dear: only when it has changed.
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).color;
  bars.forEach((bar, index) => {
    const barHeight = Math.max(2, bar * height);
    const left = width - (bars.length - index) * BAR_PIXELS;
    context.fillRect(left, (height - barHeight) / 2, BAR_PIXELS - 2, barHeight);
  });
}
