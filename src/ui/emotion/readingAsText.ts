/** A reading as text, for a clipboard: it pastes into a message as lines, and into a spreadsheet as rows. */
import { EMOTIONS } from '../../emotions';
import { isSure, type SessionState } from '../../session/state';
import { hedgedWord, verdictOf } from './verdict';

type Told = Pick<SessionState, 'reading' | 'recording' | 'wordsRead' | 'model' | 'sureFrom'>;

/** What was read, all eight probabilities with four decimals, and what they were read from and by. */
export function readingAsText({ reading, recording, wordsRead, model, sureFrom }: Told): string {
  const loaded = model.status === 'ready' ? model.loaded : null;
  const verdict = verdictOf(reading, isSure(reading, sureFrom));
  const lines = [
    `${hedgedWord(verdict)}, ${verdict.source}`,
    ...EMOTIONS.map((emotion, index) => `${emotion}\t${(reading.probabilities[index] ?? 0).toFixed(4)}`),
  ];
  if (reading.source !== 'words' && recording !== null) lines.push(`recording\t${recording.file.name}`);
  if (reading.source !== 'voice') lines.push(`words\t${wordsRead.replaceAll(/\s+/g, ' ').trim()}`);
  if (loaded !== null) lines.push(`model\t${loaded.modelName} ${loaded.modelVersion}`);
  return lines.join('\n');
}
