/** What is said beside the transcript's label: how much of it is read. */
import { TEXT_SPEC } from '../../text/textSpec';
import { tokenize } from '../../text/tokenizer';

/**
 * @param isUnread true when the words differ from those that were read, and nothing is under way to read them.
 * @param isUnknown true when the model does not know most of them.
 */
export function transcriptHint(transcript: string, isUnread: boolean, isUnknown: boolean): string {
  if (isUnread) return 'These words have not been read.';
  if (isUnknown) return 'Few or none of these words are known: it reads English.';
  if (tokenize(transcript).length > TEXT_SPEC.maxTokens)
    return `Only the end is read: ${TEXT_SPEC.maxTokens} words and marks.`;
  return 'Read as you type.';
}
