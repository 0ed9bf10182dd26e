/** Reads moods: sound, words or both through the network to probabilities. Knows no thread, no page and no backend. */
import type { ByteSource } from '../capture/byteSource';
import { decodeRecording, type DecodedSummary, type DecodeOptions } from '../capture/decodeRecording';
import { RECORDING_ERRORS } from '../capture/recordingError';
import { EMOTIONS } from '../emotions';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import type { Vocabulary } from '../text/vocabulary';
import { jointLogits } from './jointLogits';
import type { Manifest, PerSource } from './manifest';
import type { Network } from './network';
import type { Reading, Voice } from './protocol';
import { softmax, weightedMean } from './softmax';
import { VoiceAccumulator } from './voiceAccumulator';
import { besideVoice, type Words } from './words';

export interface ReadVoice {
  readonly voice: Voice;
  readonly heardSeconds: number;
  readonly decoded: DecodedSummary;
}

/** Of a sound that has a mood like any other, as the network knows nothing but voices. */
const NO_VOICE_FOUND = 'No voice was found in this recording: what it is read as is only a guess.';

export class MoodReader {
  private silence: Float32Array | null = null;
  private wordlessness: Float32Array | null = null;

  constructor(
    private readonly network: Network,
    private readonly vocabulary: Vocabulary,
    private readonly manifest: Pick<Manifest, 'temperature' | 'wordsWeight'>,
  ) {}

  /**
   * Decodes a recording and reads its voice.
   *
   * @throws RecordingError when there is nothing to go by.
   */
  async readVoice(source: ByteSource, options: Omit<DecodeOptions, 'onBlock'>): Promise<ReadVoice> {
    const accumulator = new VoiceAccumulator(this.network, options.signal);
    const decoded = await decodeRecording(source, { ...options, onBlock: (samples) => accumulator.push(samples) });
    const { voice, heardSeconds } = await accumulator.finish();
    if (options.signal?.aborted) throw RECORDING_ERRORS.aborted();
    if (voice === null) throw RECORDING_ERRORS.noSound();
    // Of a frame at either end, a part is heard.
    const heard = { voice, heardSeconds: Math.min(heardSeconds, decoded.durationSeconds) };
    if (voice.isFound) return { ...heard, decoded };
    const notice = decoded.notice === null ? NO_VOICE_FOUND : `${decoded.notice} ${NO_VOICE_FOUND}`;
    return { ...heard, decoded: { ...decoded, notice } };
  }

  /** Texts to what the network reads of them; null for a text without a word in it. */
  async embedTranscripts(transcripts: readonly string[]): Promise<(Words | null)[]> {
    const tokens = transcripts.map((transcript) => this.vocabulary.encode(transcript));
    const worded = tokens.filter(holdsWords);
    const embeddings = (await this.network.embedWords(worded)).values();
    return tokens.map((ids, index) => {
      const embedding = holdsWords(ids) ? embeddings.next().value : undefined;
      return embedding ? { embedding, areKnown: this.vocabulary.knowsHalfOf(transcripts[index] ?? '') } : null;
    });
  }

  /**
   * Reads a voice, words, or both: the mean over the voice's windows of softmax(logits / temperature). With both, the logits
   * are the voice's, moved by the words as far as they tell a mood (`jointLogits`). Words of which few are known are left
   * out beside a voice.
   */
  async read(voice: Voice | null, words: Words | null): Promise<Omit<Reading, 'sequence'>> {
    if (voice === null && words === null) {
      return { source: 'nothing', probabilities: EMOTIONS.map(() => 0) };
    }
    const heeded = voice === null ? (words?.embedding ?? null) : besideVoice(words);
    const source = voice === null ? 'words' : heeded === null ? 'voice' : 'both';
    const probabilities = await this.fuse(voice?.embeddings ?? null, heeded, source);
    return {
      source,
      probabilities: weightedMean(probabilities, voice?.weights ?? [1]),
      ...(voice?.isFound === false && { voiceMissing: true }),
    };
  }

  /** The same for windows of one voice, each for itself. */
  async readEach(windows: readonly Float32Array[], words: Words | null): Promise<readonly Omit<Reading, 'sequence'>[]> {
    const heeded = besideVoice(words);
    const source = heeded === null ? 'voice' : 'both';
    const probabilities = await this.fuse(await this.network.embedVoice(windows), heeded, source);
    return probabilities.map((each) => ({ source, probabilities: each }));
  }

  private async fuse(
    voices: readonly Float32Array[] | null,
    words: Float32Array | null,
    source: keyof PerSource,
  ): Promise<number[][]> {
    const logits = await this.logitsOf(voices, words);
    return logits.map((row) => softmax(row, this.manifest.temperature[source]));
  }

  /** Of each voice with the words; null stands for silence, or for no words. */
  private async logitsOf(
    voices: readonly Float32Array[] | null,
    words: Float32Array | null,
  ): Promise<readonly ArrayLike<number>[]> {
    const [silence, none] = [await this.embedSilence(), await this.embedWordlessness()];
    if (voices === null) return this.network.fuse([silence], [words ?? none]);
    if (words === null) {
      return this.network.fuse(
        voices,
        voices.map(() => none),
      );
    }
    // What both say together, and in the same pass what each says alone.
    const logits = await this.network.fuse(
      [...voices, ...voices, silence],
      [...voices.map(() => words), ...voices.map(() => none), words],
    );
    const ofWords = logits.at(-1) ?? [];
    return voices.map((_, row) => {
      const [both = [], voice = []] = [logits[row], logits[voices.length + row]];
      return jointLogits({ both, voice, words: ofWords }, this.manifest.wordsWeight);
    });
  }

  /** What the network makes of no voice at all: computed once. */
  private async embedSilence(): Promise<Float32Array> {
    this.silence ??= only(
      await this.network.embedVoice([new Float32Array(FEATURE_SPEC.windowFrames * FEATURE_SPEC.coefficients)]),
    );
    return this.silence;
  }

  /** What the network makes of no words at all: computed once. */
  private async embedWordlessness(): Promise<Float32Array> {
    this.wordlessness ??= only(
      await this.network.embedWords([new Int32Array(TEXT_SPEC.maxTokens).fill(TEXT_SPEC.paddingId)]),
    );
    return this.wordlessness;
  }
}

function holdsWords(tokens: Int32Array): boolean {
  return tokens.some((id) => id !== TEXT_SPEC.paddingId);
}

function only(rows: readonly Float32Array[]): Float32Array {
  const [row] = rows;
  if (!row) throw new Error('the neural network gave no output');
  return row;
}
