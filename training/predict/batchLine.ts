/** A line of `predict --batch`, checked: lines come from scripts, and one bad line must not stop the rest. */
import { isLosslessNumber, parse } from 'lossless-json';

import { fromStart, reasonOf } from '../options';
import type { PredictItem } from './predictItem';

export interface BatchLine {
  /** As it stands in the line, numbers digit for digit (for lossless-json's `stringify`); null when there is none. */
  readonly id: unknown;
  /** What to read, or why the line cannot be read. */
  readonly item: PredictItem | { readonly error: string };
}

/** Some programs put one before the first line. */
const BYTE_ORDER_MARK = /^\uFEFF/u;
const ADVICE = 'Write one object a line, such as {"id": 1, "audio": "voice.wav", "text": "leave me alone"}.';

/** Reads a line; relative paths are relative to where the person is. */
export function parseBatchLine(line: string): BatchLine {
  let value: unknown;
  try {
    value = parse(line.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    return { id: null, item: { error: `This line is not JSON (${reasonOf(error)}). ${ADVICE}` } };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isLosslessNumber(value)) {
    return { id: null, item: { error: `This line is not a JSON object. ${ADVICE}` } };
  }
  const { id = null, audio = null, text = null } = value as Record<string, unknown>;
  if (audio !== null && typeof audio !== 'string') {
    return { id, item: { error: '"audio" must be a path in quotes. Correct it or leave it out.' } };
  }
  if (text !== null && typeof text !== 'string') {
    return { id, item: { error: '"text" must be words in quotes. Correct it or leave it out.' } };
  }
  return { id, item: { audio: audio === null || audio === '' ? null : fromStart(audio), text } };
}
