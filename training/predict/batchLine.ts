/** A line of `predict --batch`, checked: lines come from scripts, and one bad line must not stop the rest. */
import { resolve } from 'node:path';

import type { PredictItem } from './predictItem';

export interface BatchLine {
  /** As it stands in the line; null when there is none. */
  readonly id: unknown;
  /** What to read, or why the line cannot be read. */
  readonly item: PredictItem | { readonly error: string };
}

/** @param directory what relative paths are relative to. */
export function parseBatchLine(line: string, directory: string): BatchLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { id: null, item: { error: 'This line is not JSON.' } };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { id: null, item: { error: 'This line is not a JSON object.' } };
  }
  const { id = null, audio = null, text = null } = value as Record<string, unknown>;
  if (audio !== null && typeof audio !== 'string') return { id, item: { error: '"audio" must be a path.' } };
  if (text !== null && typeof text !== 'string') return { id, item: { error: '"text" must be a text.' } };
  return { id, item: { audio: audio === null || audio === '' ? null : resolve(directory, audio), text } };
}
