/** The network on whatever backend tfjs runs: numbers in, numbers out, no tensor ever leaves this file. */
import { dispose, getBackend, io, tensor2d, tensor3d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

import { EMOTIONS } from '../emotions';
import { Stretches } from '../scheduling/stretches';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import { modelMismatch } from './manifest';
import type { ModelBundle } from './modelFiles';

const { windowFrames, coefficients } = FEATURE_SPEC;
const { maxTokens } = TEXT_SPEC;

/** The three parts of the model. Rows are independent: any number of them may go in together. */
export interface Network {
  /** Windows [windowFrames * coefficients] to voice embeddings. All zero: no voice. */
  embedVoice(windows: readonly Float32Array[]): Promise<Float32Array[]>;
  /** Token ids [maxTokens] to words embeddings. All zero: no words. */
  embedWords(tokens: readonly Int32Array[]): Promise<Float32Array[]>;
  /** Pairs of embeddings, as many voices as words, to logits in the order of EMOTIONS. */
  fuse(voices: readonly Float32Array[], words: readonly Float32Array[]): Promise<Float32Array[]>;
}

/** Rows that go through a part at once: enough to keep the backend busy, few enough for a phone's memory. */
const BATCH_ROWS = { voice: 8, words: 64, fusion: 256 };
/**
 * On WebGL every batch size costs a compilation of all shaders, so that there are two sizes for each part: one row,
 * and these, filled up with zeros.
 */
const WEBGL_BATCH_ROWS = { voice: 4, words: 4, fusion: 64 };
/** In plain JavaScript a row takes a while, seconds where it is not even compiled, and nothing is gained by many at once. */
const CPU_BATCH_ROWS = { voice: 1, words: 1, fusion: 16 };

/**
 * Loads the model on tfjs's current backend.
 *
 * @throws InferenceError 'model-mismatch' when the model has not the parts its manifest names.
 */
export async function loadNetwork({ artifacts, manifest }: ModelBundle): Promise<Network> {
  const model = await loadLayersModel(io.fromMemory(artifacts));
  return new TensorFlowNetwork(
    partOf(model, manifest.parts.voice, 1),
    partOf(model, manifest.parts.words, 1),
    partOf(model, manifest.parts.fusion, 2),
  );
}

/** A nested model, found by its layer's name. */
function partOf(model: LayersModel, name: string, inputs: number): LayersModel {
  const names = model.layers.map((layer) => layer.name);
  if (!names.includes(name)) throw modelMismatch('list of parts', names, `one named ${name}`);
  const part = model.getLayer(name);
  if (!(part instanceof LayersModel) || part.inputs.length !== inputs) {
    throw modelMismatch(`part ${name}`, part.getClassName(), `a model with ${inputs} input(s)`);
  }
  return part;
}

function batchRowsOf(backend: string): typeof BATCH_ROWS {
  if (backend === 'webgl') return WEBGL_BATCH_ROWS;
  return backend === 'cpu' ? CPU_BATCH_ROWS : BATCH_ROWS;
}

class TensorFlowNetwork implements Network {
  private readonly batchRows = batchRowsOf(getBackend());
  /** On WebGL, batches are filled up to a size whose shaders exist. */
  private readonly fillBatches = getBackend() === 'webgl';

  constructor(
    private readonly voice: LayersModel,
    private readonly words: LayersModel,
    private readonly fusion: LayersModel,
  ) {}

  embedVoice(windows: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.inBatches(windows.length, this.batchRows.voice, (start, end, rows) => {
      const data = flatten(windows.slice(start, end), new Float32Array(rows * windowFrames * coefficients));
      return this.voice.predictOnBatch(tensor3d(data, [rows, windowFrames, coefficients]));
    });
  }

  embedWords(tokens: readonly Int32Array[]): Promise<Float32Array[]> {
    return this.inBatches(tokens.length, this.batchRows.words, (start, end, rows) => {
      const data = flatten(tokens.slice(start, end), new Int32Array(rows * maxTokens));
      return this.words.predictOnBatch(tensor2d(data, [rows, maxTokens], 'int32'));
    });
  }

  async fuse(voices: readonly Float32Array[], words: readonly Float32Array[]): Promise<Float32Array[]> {
    if (voices.length !== words.length) {
      throw new RangeError(`cannot pair ${voices.length} voices with ${words.length} words`);
    }
    const logits = await this.inBatches(voices.length, this.batchRows.fusion, (start, end, rows) => {
      const inputs = [voices, words].map((embeddings) => {
        const width = embeddings[0]?.length ?? 0;
        const data = flatten(embeddings.slice(start, end), new Float32Array(rows * width));
        return tensor2d(data, [rows, width]);
      });
      return this.fusion.predictOnBatch(inputs);
    });
    const width = logits[0]?.length ?? EMOTIONS.length;
    if (width !== EMOTIONS.length) throw modelMismatch('number of outputs', width, `${EMOTIONS.length}`);
    return logits;
  }

  /** Runs `predict` over all rows, batch by batch, and cuts its output into rows. */
  private async inBatches(
    total: number,
    largest: number,
    predict: (start: number, end: number, rows: number) => Tensor | Tensor[],
  ): Promise<Float32Array[]> {
    const outputs: Float32Array[] = [];
    const stretches = new Stretches();
    for (let start = 0; start < total; start += largest) {
      const end = Math.min(total, start + largest);
      const rows = this.fillBatches && end - start > 1 ? largest : end - start;
      const output = tidy(() => predict(start, end, rows)) as Tensor;
      try {
        const data = (await output.data()) as Float32Array;
        const width = data.length / rows;
        for (let row = 0; row < end - start; row += 1) {
          outputs.push(data.slice(row * width, (row + 1) * width));
        }
      } finally {
        dispose(output);
      }
      if (end < total) await stretches.pause();
    }
    return outputs;
  }
}

function flatten<T extends Float32Array | Int32Array>(rows: readonly T[], flat: T): T {
  let offset = 0;
  for (const row of rows) {
    flat.set(row, offset);
    offset += row.length;
  }
  return flat;
}
